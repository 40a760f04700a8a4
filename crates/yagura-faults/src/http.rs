//! As much of HTTP/1.1 as clients of AWS speak.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::Call;

/// A request, read whole.
#[derive(Debug, Clone)]
pub struct Request {
    /// `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A response, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Names and values; no length and no connection header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads a request; `None` when the connection ended before one.
    pub(crate) fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Self>> {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or("/").to_owned());
        let headers = headers(stream)?;
        let length = header(&headers, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        Ok(Some(Self { method, target, headers, body }))
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Which call it is: service and operation as the caller's `User-Agent` names them (`service#Operation`), else the
    /// service as the signature does.
    pub fn call(&self) -> Call {
        // Credential=AKID/20260131/us-east-1/s3/aws4_request
        let scope =
            self.header("authorization").and_then(|value| value.split("Credential=").nth(1)).unwrap_or_default();
        let mut parts = scope.split(['/', ',']).skip(2);
        let region = parts.next().unwrap_or_default().to_owned();
        let service = parts.next().unwrap_or_default().to_owned();
        let agent = self.header("user-agent").unwrap_or_default();
        match agent.split_whitespace().find_map(|word| word.split_once('#')) {
            Some((service, operation)) => Call { service: service.to_owned(), operation: operation.to_owned(), region },
            None => Call { service, operation: String::new(), region },
        }
    }

    /// What tells this request from others: everything but time and signature.
    pub(crate) fn key(&self) -> String {
        let Call { service, operation, region } = self.call();
        let target = self.header("x-amz-target").unwrap_or_default();
        let body = String::from_utf8_lossy(&self.body);
        format!("{region} {service} {operation} {target} {} {} {body}", self.method, self.target)
    }
}

impl Response {
    /// Sends a request on and reads the whole response.
    pub(crate) fn fetch(address: &str, request: &Request) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
        for (name, value) in &request.headers {
            if name != "connection" && name != "content-length" {
                let _ = write!(head, "{name}: {value}\r\n");
            }
        }
        let _ = write!(head, "content-length: {}\r\nconnection: close\r\n\r\n", request.body.len());
        stream.write_all(head.as_bytes())?;
        stream.write_all(&request.body)?;
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let status = line.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(502);
        let mut headers = headers(&mut stream)?;
        let mut body = Vec::new();
        match header(&headers, "content-length").and_then(|length| length.parse::<usize>().ok()) {
            Some(_) if request.method == "HEAD" => {}
            Some(length) => {
                body.resize(length, 0);
                stream.read_exact(&mut body)?;
            }
            None => {
                stream.read_to_end(&mut body)?;
            }
        }
        if header(&headers, "transfer-encoding").is_some() {
            return Err(io::Error::other("the emulator answers in chunks, which the proxy does not read"));
        }
        headers.retain(|(name, _)| name != "content-length" && name != "connection");
        Ok(Self { status, headers, body })
    }

    /// The response on the wire, its head and its body.
    pub(crate) fn bytes(&self) -> (Vec<u8>, &[u8]) {
        let mut head = format!("HTTP/1.1 {} X\r\n", self.status);
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "content-length: {}\r\n\r\n", self.body.len());
        (head.into_bytes(), &self.body)
    }
}

fn headers(stream: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(headers);
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
}
