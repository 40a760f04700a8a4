//! The proxy: records, replays, injects.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::Call;
use crate::Recording;
use crate::answer::{Fault, answer};
use crate::http::{Request, Response};

/// Which calls meet which fault.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The service, or all.
    pub service: Option<String>,
    /// The operation, or all.
    pub operation: Option<String>,
    /// The region, or all.
    pub region: Option<String>,
    /// A text that the path or the body has, or any.
    pub containing: Option<String>,
    /// How often each different request meets it before it is answered well.
    pub times: u32,
    /// Out of a thousand requests, how many meet it; chosen by the seed and the request, so that a run can be repeated.
    pub permille: u32,
    /// The seed.
    pub seed: u64,
    /// The fault.
    pub fault: Fault,
}

impl Rule {
    /// All calls, always.
    pub fn always(fault: Fault) -> Self {
        Self {
            service: None,
            operation: None,
            region: None,
            containing: None,
            times: u32::MAX,
            permille: 1000,
            seed: 0,
            fault,
        }
    }

    /// The same, for one operation of a service.
    pub fn of(self, service: &str, operation: &str) -> Self {
        Self { service: Some(service.to_owned()), operation: Some(operation.to_owned()), ..self }
    }

    /// The same, in one region.
    pub fn region(self, region: &str) -> Self {
        Self { region: Some(region.to_owned()), ..self }
    }

    /// The same, for requests whose path or body has a text.
    pub fn containing(self, text: &str) -> Self {
        Self { containing: Some(text.to_owned()), ..self }
    }

    /// The same, only the first times of each request.
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// The same, for some requests out of a thousand, chosen by a seed.
    pub fn permille(self, permille: u32, seed: u64) -> Self {
        Self { permille, seed, ..self }
    }

    fn meets(&self, call: &Call, key: &str, seen: u32) -> bool {
        let is = |wanted: &Option<String>, have: &str| wanted.as_deref().is_none_or(|wanted| wanted == have);
        is(&self.service, &call.service)
            && is(&self.operation, &call.operation)
            && is(&self.region, &call.region)
            && self.containing.as_deref().is_none_or(|text| key.contains(text))
            && seen < self.times
            && (self.permille >= 1000 || u64::from(self.permille) > mix(self.seed, key, seen) % 1000)
    }
}

/// A number that a seed, a request and its turn give: FNV-1a, then a finaliser so that low bits vary.
fn mix(seed: u64, key: &str, turn: u32) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(turn);
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

struct State {
    upstream: Option<String>,
    recording: Mutex<Recording>,
    rules: Vec<Rule>,
    seen: Mutex<BTreeMap<String, u32>>,
    log: Mutex<Vec<Call>>,
    strangers: Mutex<Vec<String>>,
    stop: AtomicBool,
}

/// A proxy that listens on a loopback port of its own until it is dropped.
pub struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
}

impl Proxy {
    /// Records: every request goes to the emulator (`127.0.0.1:5000`), and its answer is kept.
    /// Rules stand in for what the emulator lacks or says wrongly; what they answer is kept too.
    /// An answer of status 500 means that the emulator does not know the call: it becomes a 501, which nobody retries.
    pub fn record(emulator: &str, rules: Vec<Rule>) -> io::Result<Self> {
        Self::start(Some(emulator.to_owned()), Recording::default(), rules)
    }

    /// Replays a recording with faults. A request that was not recorded is answered with status 501.
    pub fn replay(recording: Recording, rules: Vec<Rule>) -> io::Result<Self> {
        Self::start(None, recording, rules)
    }

    fn start(upstream: Option<String>, recording: Recording, rules: Vec<Rule>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            upstream,
            recording: Mutex::new(recording),
            rules,
            seen: Mutex::default(),
            log: Mutex::default(),
            strangers: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stop.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    // A connection that breaks is the client's affair.
                    let _ = serve(&shared, stream);
                });
            }
        });
        Ok(Self { address, state })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was recorded so far.
    pub fn recording(&self) -> Recording {
        lock(&self.state.recording).clone()
    }

    /// Every request that arrived, in order of arrival.
    pub fn log(&self) -> Vec<Call> {
        lock(&self.state.log).clone()
    }

    /// The requests that the recording has no answer to.
    pub fn strangers(&self) -> Vec<String> {
        lock(&self.state.strangers).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::SeqCst);
        // Wakes the listener so that it sees the end.
        let _ = TcpStream::connect(self.address);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(state: &State, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    while let Some(request) = Request::read(&mut input)? {
        let call = request.call();
        lock(&state.log).push(call.clone());
        let key = request.key();
        let seen = {
            let mut seen = lock(&state.seen);
            let turn = seen.entry(key.clone()).or_default();
            *turn += 1;
            *turn - 1
        };
        let fault = state.rules.iter().find(|rule| rule.meets(&call, &key, seen)).map(|rule| rule.fault.clone());
        let well = || -> io::Result<Response> {
            if let Some(upstream) = &state.upstream {
                let mut response = Response::fetch(upstream, &request)?;
                if response.status == 500 {
                    response = Response { status: 501, headers: Vec::new(), body: Vec::new() };
                }
                return Ok(response);
            }
            let recorded = lock(&state.recording).answer(&key);
            Ok(recorded.unwrap_or_else(|| {
                lock(&state.strangers).push(key.clone());
                Response { status: 501, headers: Vec::new(), body: b"not recorded".to_vec() }
            }))
        };
        let whole = match &fault {
            None => Some(well()?),
            Some(Fault::Replace(what, by)) => Some(rewritten(well()?, |text| text.replace(what, by))),
            Some(Fault::Rewrite(with)) => Some(rewritten(well()?, with)),
            Some(fault) => answer(fault, &request),
        };
        if let Some(response) = whole {
            if state.upstream.is_some() {
                lock(&state.recording).keep(&call, &key, &response);
            }
            send(&mut out, &response)?;
            continue;
        }
        let response = well()?;
        let (head, body) = response.bytes();
        let half = body.get(..body.len() / 2).unwrap_or_default();
        match fault.unwrap_or(Fault::Reset) {
            Fault::Truncate if response.status != 200 => send(&mut out, &response)?,
            Fault::Truncate => {
                let cut = Response { body: half.to_vec(), ..response.clone() };
                send(&mut out, &cut)?;
            }
            Fault::HalfClose => {
                out.write_all(&head)?;
                out.write_all(half)?;
                return Ok(());
            }
            Fault::NoBytes => {
                while !state.stop.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(50));
                }
                return Ok(());
            }
            Fault::Trickle => {
                for byte in head.iter().chain(body) {
                    if state.stop.load(Ordering::SeqCst) {
                        break;
                    }
                    out.write_all(&[*byte])?;
                    thread::sleep(Duration::from_secs(1));
                }
                return Ok(());
            }
            // Closing without lingering makes the kernel send a reset.
            _ => return socket2::SockRef::from(&out).set_linger(Some(Duration::ZERO)),
        }
    }
    Ok(())
}

fn rewritten(response: Response, with: impl Fn(&str) -> String) -> Response {
    let body = with(&String::from_utf8_lossy(&response.body)).into_bytes();
    Response { body, ..response }
}

fn send(out: &mut TcpStream, response: &Response) -> io::Result<()> {
    let (mut bytes, body) = response.bytes();
    bytes.extend_from_slice(body);
    out.write_all(&bytes)
}
