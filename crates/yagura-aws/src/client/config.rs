//! How a client is made, and what the environment says.

use std::time::Duration;

use aws_credential_types::Credentials;

/// How a client is made; the defaults are those of a scan.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Profile of the shared config files; else `AWS_PROFILE`.
    pub profile: Option<String>,
    /// Region; else `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile.
    pub region: Option<String>,
    /// One endpoint for all services; else the variables and profile settings of the AWS CLI.
    pub endpoint_url: Option<String>,
    /// Lets endpoints be hosts that are not AWS's, and plain http.
    pub allow_any_endpoint: bool,
    /// Attempts per call, the first one included; else `AWS_MAX_ATTEMPTS`, else 5.
    pub max_attempts: Option<u32>,
    /// For one connection.
    pub connect_timeout: Duration,
    /// For one attempt, from the first byte sent to the last received.
    pub call_timeout: Duration,
    /// Without any byte.
    pub stall_timeout: Duration,
    /// For one call with all its attempts and pauses.
    pub deadline: Duration,
    /// First limit of the pause between attempts; it doubles.
    pub backoff_base: Duration,
    /// Longest pause.
    pub backoff_max: Duration,
    /// Calls per second and (region, service) at the start and at most; `None` for 20, and 100 for S3.
    pub calls_per_second: Option<f64>,
    /// Largest answer in bytes.
    pub max_body: usize,
    /// Most pages of one listing.
    pub max_pages: usize,
    /// Leaves policies the texts they are, where the AWS CLI prints them as JSON: a tree of each takes ten times as much room.
    pub policies_as_text: bool,
    /// Fixed credentials instead of the chain.
    pub credentials: Option<Credentials>,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            profile: None,
            region: None,
            endpoint_url: None,
            allow_any_endpoint: false,
            max_attempts: None,
            connect_timeout: Duration::from_secs(5),
            call_timeout: Duration::from_mins(1),
            stall_timeout: Duration::from_secs(30),
            deadline: Duration::from_mins(2),
            backoff_base: Duration::from_millis(200),
            backoff_max: Duration::from_secs(20),
            calls_per_second: None,
            max_body: 64 * 1024 * 1024,
            max_pages: 20_000,
            policies_as_text: false,
            credentials: None,
        }
    }
}

pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Whether one of the shared files has a section for the profile; without this a mistyped name would fall through to
/// the credentials of the machine, and so to another account.
pub(super) fn has_profile(name: &str) -> bool {
    let home = variable("HOME").or_else(|| variable("USERPROFILE")).unwrap_or_default();
    [("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")].iter().any(|(key, file)| {
        let path = variable(key).unwrap_or_else(|| format!("{home}/.aws/{file}"));
        let path = path.strip_prefix("~/").map_or(path.clone(), |rest| format!("{home}/{rest}"));
        std::fs::read_to_string(path).is_ok_and(|text| lists_profile(&text, name))
    }) || name == "default"
}

fn lists_profile(text: &str, name: &str) -> bool {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix('[')?.split_once(']'))
        .map(|(section, _)| section.trim())
        .any(|section| {
            section
                .strip_prefix("profile")
                .filter(|rest| rest.starts_with(char::is_whitespace))
                .unwrap_or(section)
                .trim()
                .trim_matches(['"', '\''])
                == name
        })
}

pub(super) fn truthy(value: &str) -> bool {
    value.trim().eq_ignore_ascii_case("true")
}

#[cfg(test)]
mod tests {
    use super::lists_profile;

    #[test]
    fn profiles_are_found_in_both_kinds_of_files() {
        let text = "[default]\n[profile dev]\nregion = x\n[ profile  \"two words\" ] # note\n[plain]\n[services s]\n";
        for (name, expect) in [
            ("dev", true),
            ("default", true),
            ("two words", true),
            ("plain", true),
            ("region", false),
            ("de", false),
            ("", false),
        ] {
            assert_eq!(lists_profile(text, name), expect, "{name}");
        }
    }
}
