//! The proxy against a small emulator and a plain client.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use yagura_faults::{Fault, Proxy, Recording, Rule};

/// An emulator that answers every connection once, with the request's path and a number that grows.
fn emulator() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap();
            let text = String::from_utf8_lossy(&head[..length]).into_owned();
            let path = text.split(' ').nth(1).unwrap();
            let status = if path == "/lacking" { 500 } else { 200 };
            let body = format!("{path} {number}");
            write!(stream, "HTTP/1.1 {status} OK\r\nContent-Length: {}\r\nX-Kept: yes\r\n\r\n{body}", body.len())
                .unwrap();
        }
    });
    address
}

/// Asks once, on a connection of its own, and gives back the whole answer.
fn ask(proxy: &Proxy, operation: &str, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(proxy.url().trim_start_matches("http://"))?;
    stream.set_read_timeout(Some(Duration::from_millis(150)))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nUser-Agent: yagura/1 ec2#{operation}\r\nAuthorization: AWS4-HMAC-SHA256 Credential=A/20260131/us-east-1/ec2/aws4_request, X\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => bytes.extend(&buffer[..length]),
            // The proxy keeps the connection open: what came is the answer.
            Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn recorded() -> Recording {
    let proxy = Proxy::record(&emulator(), Vec::new()).unwrap();
    for (operation, path) in [("A", "/a"), ("B", "/b"), ("C", "/lacking")] {
        ask(&proxy, operation, path).unwrap();
    }
    proxy.recording()
}

#[test]
fn a_recording_answers_as_the_emulator_did_and_comes_back_from_a_file() {
    let recording = recorded();
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("recording-{}", std::process::id()));
    recording.save(&path).unwrap();
    let loaded = Recording::load(&path).unwrap();
    assert_eq!(loaded, recording);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(bytes.len() - 1);
    std::fs::write(&path, bytes).unwrap();
    assert!(Recording::load(&path).is_err());
    std::fs::remove_file(&path).unwrap();

    let proxy = Proxy::replay(loaded, Vec::new()).unwrap();
    for _ in 0..2 {
        let answer = ask(&proxy, "A", "/a").unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("/a 0") && answer.contains("x-kept: yes"),
            "{answer}"
        );
    }
    assert!(ask(&proxy, "C", "/lacking").unwrap().starts_with("HTTP/1.1 501"));
    assert!(proxy.strangers().is_empty());
    assert!(ask(&proxy, "A", "/never").unwrap().starts_with("HTTP/1.1 501"));
    assert_eq!(proxy.strangers().len(), 1);
    let log: Vec<String> =
        proxy.log().iter().map(|call| format!("{} {} {}", call.region, call.service, call.operation)).collect();
    assert_eq!(log, ["us-east-1 ec2 A", "us-east-1 ec2 A", "us-east-1 ec2 C", "us-east-1 ec2 A"]);
}

#[test]
fn a_rule_stands_in_for_what_the_emulator_lacks() {
    let answer = Fault::Answer(200, "text/xml".to_owned(), "<Own/>".to_owned());
    let proxy = Proxy::record(&emulator(), vec![Rule::always(answer).of("ec2", "C")]).unwrap();
    assert!(ask(&proxy, "C", "/lacking").unwrap().ends_with("<Own/>"));
    let replay = Proxy::replay(proxy.recording(), Vec::new()).unwrap();
    assert!(ask(&replay, "C", "/lacking").unwrap().ends_with("<Own/>"));
}

#[test]
fn faults_meet_the_calls_they_are_meant_for() {
    let recording = recorded();
    let with = |rule: Rule| Proxy::replay(recording.clone(), vec![rule]).unwrap();

    let proxy = with(Rule::always(Fault::Throttle).of("ec2", "A").times(2));
    let throttled: Vec<bool> =
        (0..3).map(|_| ask(&proxy, "A", "/a").unwrap().contains("RequestLimitExceeded")).collect();
    assert_eq!(throttled, [true, true, false]);
    assert!(ask(&proxy, "B", "/b").unwrap().starts_with("HTTP/1.1 200"));

    let proxy = with(Rule::always(Fault::Deny).region("eu-west-1"));
    assert!(ask(&proxy, "A", "/a").unwrap().starts_with("HTTP/1.1 200"));

    let proxy = with(Rule::always(Fault::Deny).containing("/b"));
    assert!(ask(&proxy, "A", "/a").unwrap().starts_with("HTTP/1.1 200"));
    assert!(ask(&proxy, "B", "/b").unwrap().starts_with("HTTP/1.1 403"));

    let cut = ask(&with(Rule::always(Fault::HalfClose)), "A", "/a").unwrap();
    assert!(cut.contains("content-length: 4") && cut.ends_with("/a"), "{cut}");
    let short = ask(&with(Rule::always(Fault::Truncate)), "A", "/a").unwrap();
    assert!(short.contains("content-length: 2") && short.ends_with("/a"), "{short}");

    let reset = ask(&with(Rule::always(Fault::Reset)), "A", "/a").unwrap_err();
    assert_eq!(reset.kind(), std::io::ErrorKind::ConnectionReset);

    let begun = Instant::now();
    assert_eq!(ask(&with(Rule::always(Fault::NoBytes)), "A", "/a").unwrap(), "");
    assert!(begun.elapsed() >= Duration::from_millis(140));
    assert_eq!(ask(&with(Rule::always(Fault::Trickle)), "A", "/a").unwrap(), "H");
}

#[test]
fn a_seed_chooses_the_same_requests_again() {
    let recording = recorded();
    let run = |seed| -> Vec<bool> {
        let proxy =
            Proxy::replay(recording.clone(), vec![Rule::always(Fault::Status(500)).permille(300, seed)]).unwrap();
        (0..8).map(|_| ask(&proxy, "A", "/a").unwrap().starts_with("HTTP/1.1 500")).collect()
    };
    assert_eq!(run(1), run(1));
    assert!((0..4).any(|seed| run(seed) != run(seed + 10)));
}
