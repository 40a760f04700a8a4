//! How fast and how often: a token bucket per region and service, and the pauses between attempts.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Calls per second at the start and at most, where nobody says otherwise; the lowest published limits of common read calls
/// lie at a few per second, most at 10 to 100, and a throttled bucket finds its own pace.
const START: f64 = 20.0;
/// The same for S3, of which each bucket is asked for its settings one by one. AWS publishes no limit for these calls (the
/// thousands of requests a second of its performance guide are for objects); of what is too fast throttling tells.
const START_S3: f64 = 100.0;
const LOWEST: f64 = 0.5;
/// Calls per second regained by each answer that was not throttled.
const REGAIN: f64 = 0.2;

#[derive(Debug)]
struct Bucket {
    rate: f64,
    tokens: f64,
    last: Instant,
    halved: Option<Instant>,
}

/// One bucket per (region, service); a client is one account.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// What the user says; it is for every service.
    said: Option<f64>,
    all: Mutex<BTreeMap<(String, String), Bucket>>,
}

impl Buckets {
    pub(crate) fn new(start: Option<f64>) -> Self {
        Self { said: start.map(|start| start.max(LOWEST)), all: Mutex::default() }
    }

    fn start(&self, service: &str) -> f64 {
        self.said.unwrap_or(if service == "s3" { START_S3 } else { START })
    }

    fn with<T>(&self, region: &str, service: &str, act: impl FnOnce(&mut Bucket) -> T) -> T {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = all.entry((region.to_owned(), service.to_owned())).or_insert_with(|| Bucket {
            rate: self.start(service),
            tokens: self.start(service),
            last: Instant::now(),
            halved: None,
        });
        act(bucket)
    }

    /// Takes a token and says how long to wait before using it.
    pub(crate) fn take(&self, region: &str, service: &str) -> Duration {
        self.with(region, service, |bucket| {
            let now = Instant::now();
            let filled = bucket.tokens + now.duration_since(bucket.last).as_secs_f64() * bucket.rate;
            bucket.tokens = filled.min(bucket.rate.max(1.0)) - 1.0;
            bucket.last = now;
            if bucket.tokens >= 0.0 { Duration::ZERO } else { Duration::from_secs_f64(-bucket.tokens / bucket.rate) }
        })
    }

    pub(crate) fn throttled(&self, region: &str, service: &str) {
        self.with(region, service, |bucket| {
            // Calls in flight are throttled together: that is one message, not ten.
            let now = Instant::now();
            if bucket.halved.is_some_and(|last| now.duration_since(last) < Duration::from_millis(500)) {
                return;
            }
            bucket.halved = Some(now);
            bucket.rate = (bucket.rate / 2.0).max(LOWEST);
            bucket.tokens = bucket.tokens.min(0.0);
        });
    }

    pub(crate) fn succeeded(&self, region: &str, service: &str) {
        let start = self.start(service);
        self.with(region, service, |bucket| bucket.rate = (bucket.rate + REGAIN).min(start));
    }
}

/// Full jitter: anything between nothing and the doubled limit
/// (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
pub(crate) fn backoff(base: Duration, longest: Duration, attempt: u32) -> Duration {
    let limit = base.saturating_mul(2u32.saturating_pow(attempt.min(16))).min(longest);
    limit.mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_throttled_bucket_halves_and_recovers_slowly() {
        let buckets = Buckets::new(Some(8.0));
        let rate = |buckets: &Buckets| buckets.with("r", "s", |bucket| bucket.rate);
        buckets.throttled("r", "s");
        buckets.throttled("r", "s");
        assert!((rate(&buckets) - 4.0).abs() < 1e-9);
        buckets.succeeded("r", "s");
        assert!((rate(&buckets) - 4.2).abs() < 1e-9);
        for _ in 0..100 {
            buckets.succeeded("r", "s");
        }
        assert!((rate(&buckets) - 8.0).abs() < 1e-9);
    }

    #[test]
    fn what_the_user_says_is_for_every_service_and_only_the_default_knows_s3() {
        let rate = |buckets: &Buckets, service: &str| buckets.with("r", service, |bucket| bucket.rate);
        let said = Buckets::new(Some(2.0));
        assert!((rate(&said, "s3") - 2.0).abs() < 1e-9);
        said.succeeded("r", "s3");
        assert!((rate(&said, "s3") - 2.0).abs() < 1e-9);
        assert!((rate(&said, "ec2") - 2.0).abs() < 1e-9);
        let silent = Buckets::new(None);
        assert!((rate(&silent, "s3") - START_S3).abs() < 1e-9);
        assert!((rate(&silent, "ec2") - START).abs() < 1e-9);
    }

    #[test]
    fn an_empty_bucket_makes_callers_wait_and_its_neighbour_does_not() {
        let buckets = Buckets::new(Some(2.0));
        assert_eq!(buckets.take("r", "s"), Duration::ZERO);
        assert_eq!(buckets.take("r", "s"), Duration::ZERO);
        assert!(buckets.take("r", "s") > Duration::from_millis(300));
        assert_eq!(buckets.take("other", "s"), Duration::ZERO);
    }

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let (base, longest) = (Duration::from_millis(10), Duration::from_millis(100));
        for attempt in 0..40 {
            assert!(backoff(base, longest, attempt) <= longest);
        }
        assert!(backoff(base, longest, 0) <= base);
    }
}
