//! What an emulator answered, in memory and in a file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::Call;
use crate::http::Response;

/// Answers by request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    answers: BTreeMap<String, Response>,
    calls: BTreeMap<Call, usize>,
}

const MAGIC: &str = "yagura recording 1";

impl Recording {
    /// The calls that were recorded, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.keys().cloned().collect()
    }

    /// How many different requests were recorded.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The requests whose answer has this status, as they are told apart.
    pub fn with_status(&self, status: u16) -> Vec<&str> {
        self.answers.iter().filter(|(_, answer)| answer.status == status).map(|(key, _)| key.as_str()).collect()
    }

    pub(crate) fn keep(&mut self, call: &Call, key: &str, response: &Response) {
        self.answers.insert(key.to_owned(), response.clone());
        *self.calls.entry(call.clone()).or_default() += 1;
    }

    pub(crate) fn answer(&self, key: &str) -> Option<Response> {
        self.answers.get(key).cloned()
    }

    /// Writes it to a file: a line that says what it is, then fields, each with its length before it.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut bytes = format!("{MAGIC}\n").into_bytes();
        let mut field = |text: &[u8]| {
            bytes.extend(format!("{}\n", text.len()).bytes());
            bytes.extend(text);
        };
        let number = |number: usize| number.to_string().into_bytes();
        field(&number(self.calls.len()));
        for (call, times) in &self.calls {
            for text in [&call.service, &call.operation, &call.region] {
                field(text.as_bytes());
            }
            field(&number(*times));
        }
        field(&number(self.answers.len()));
        for (key, response) in &self.answers {
            field(key.as_bytes());
            field(&number(usize::from(response.status)));
            field(&number(response.headers.len()));
            for (name, value) in &response.headers {
                field(name.as_bytes());
                field(value.as_bytes());
            }
            field(&response.body);
        }
        fs::write(path, bytes)
    }

    /// Reads what [`Recording::save`] wrote.
    pub fn load(path: &Path) -> io::Result<Self> {
        let bytes = fs::read(path)?;
        let rest = bytes.strip_prefix(format!("{MAGIC}\n").as_bytes()).ok_or_else(damaged)?;
        let mut fields = Fields(rest);
        let mut recording = Self::default();
        for _ in 0..fields.number()? {
            let call = Call { service: fields.text()?, operation: fields.text()?, region: fields.text()? };
            recording.calls.insert(call, fields.number()?);
        }
        for _ in 0..fields.number()? {
            let key = fields.text()?;
            let status = u16::try_from(fields.number()?).map_err(|_| damaged())?;
            let headers = (0..fields.number()?)
                .map(|_| Ok((fields.text()?, fields.text()?)))
                .collect::<io::Result<Vec<(String, String)>>>()?;
            let body = fields.next()?.to_vec();
            recording.answers.insert(key, Response { status, headers, body });
        }
        if fields.0.is_empty() { Ok(recording) } else { Err(damaged()) }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a recording, or a damaged one")
}

struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn next(&mut self) -> io::Result<&'a [u8]> {
        let end = self.0.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
        let (head, rest) = self.0.split_at(end);
        let length: usize = std::str::from_utf8(head).ok().and_then(|text| text.parse().ok()).ok_or_else(damaged)?;
        let (field, rest) = rest.get(1..).and_then(|rest| rest.split_at_checked(length)).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(field)
    }

    fn text(&mut self) -> io::Result<String> {
        String::from_utf8(self.next()?.to_vec()).map_err(|_| damaged())
    }

    fn number(&mut self) -> io::Result<usize> {
        self.text()?.parse().map_err(|_| damaged())
    }
}
