//! Where credentials may go (hostile-inputs B14): to AWS over TLS, or to this machine.

use std::net::IpAddr;

use http::Uri;

use crate::catalog;
use crate::error::ClientError;

/// Checks an endpoint that a person or a configuration gave and returns it without trailing slash.
///
/// Refused: user information in the URL, link-local addresses (the instance metadata service), plain HTTP to another
/// machine, and hosts that are not AWS's. `allow_any` lifts the last two, never the first two.
pub fn check(url: &str, allow_any: bool) -> Result<String, ClientError> {
    let refuse = |reason: &str| ClientError::Endpoint { url: without_password(url), reason: reason.to_owned() };
    let uri: Uri = url.trim().parse().map_err(|_| refuse("it is no URL"))?;
    let scheme = uri.scheme_str().ok_or_else(|| refuse("it needs `https://` or `http://`"))?;
    if scheme != "https" && scheme != "http" {
        return Err(refuse("only https and http are spoken"));
    }
    let authority = uri.authority().ok_or_else(|| refuse("it names no host"))?;
    if authority.as_str().contains('@') {
        return Err(refuse("it carries a user name or password"));
    }
    if uri.query().is_some() {
        return Err(refuse("it carries a query"));
    }
    let host =
        authority.host().trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    let address: Option<IpAddr> = host.parse().ok();
    if address.is_some_and(link_local) || host.ends_with(".internal") {
        return Err(refuse("link-local addresses serve instance metadata, not AWS APIs"));
    }
    let loopback = host == "localhost"
        || host.ends_with(".localhost")
        || address.is_some_and(|address| address.to_canonical().is_loopback());
    if !loopback && !allow_any {
        if scheme == "http" {
            return Err(refuse("plain http would show the signed requests to the network"));
        }
        if !is_aws(&host) {
            return Err(refuse("it is no host of AWS; allow other endpoints explicitly if you trust it"));
        }
    }
    Ok(url.trim().trim_end_matches('/').to_owned())
}

fn link_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => {
            v6.is_unicast_link_local() || v6.is_unspecified() || v6.segments().starts_with(&[0xfd00, 0x0ec2])
        }
    }
}

/// Whether a host lies below a DNS suffix of a partition.
pub(crate) fn is_aws(host: &str) -> bool {
    catalog::partitions()
        .iter()
        .flat_map(|partition| [&partition.dns_suffix, &partition.dual_stack_suffix])
        .any(|suffix| host.strip_suffix(suffix.as_str()).is_some_and(|rest| rest.ends_with('.')))
}

fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}://…{}", url.get(..scheme).unwrap_or_default(), url.get(at..).unwrap_or_default())
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_go_to_aws_or_to_this_machine() {
        for url in [
            "https://ec2.eu-west-1.amazonaws.com",
            "https://vpce-1.s3.us-east-1.vpce.amazonaws.com/",
            "https://s3.cn-north-1.amazonaws.com.cn",
            "https://iam.global.api.aws",
            "http://localhost:5000",
            "http://127.0.0.1:4566",
            "http://[::1]:4566",
            "https://s3.localhost:4566",
        ] {
            check(url, false).unwrap();
        }
    }

    #[test]
    fn other_endpoints_are_refused() {
        for url in [
            "http://169.254.169.254",
            "https://169.254.169.254/latest",
            "http://[fe80::1]/",
            "http://[fd00:ec2::254]/",
            "http://[::ffff:169.254.169.254]/",
            "http://metadata.google.internal",
            "http://ec2.eu-west-1.amazonaws.com",
            "http://192.168.0.10:4566",
            "https://example.com",
            "https://amazonaws.com.example.com",
            "https://notamazonaws.com",
            "https://user:secret@ec2.eu-west-1.amazonaws.com",
            "https://127.0.0.1@example.com",
            "https://ec2.amazonaws.com/?x=1",
            "ftp://localhost",
            "localhost:4566",
            "",
        ] {
            assert!(check(url, false).is_err(), "{url}");
        }
    }

    #[test]
    fn even_the_explicit_flag_does_not_open_metadata_or_passwords() {
        check("http://minio.example.com:9000", true).unwrap();
        for url in ["http://169.254.169.254", "http://user:secret@example.com"] {
            let error = check(url, true).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
