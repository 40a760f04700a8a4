//! Sets of IP addresses, and whether one is as good as the whole world.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use yagura_model::Gap;

/// A set of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Addresses {
    v4: Ranges,
    v6: Ranges,
}

/// Numbers as sorted ranges that do not touch, both ends included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    fn or(&self, other: &Self) -> Self {
        if self.0.is_empty() || other.0.is_empty() {
            return Self(if self.0.is_empty() { other.0.clone() } else { self.0.clone() });
        }
        let mut all: Vec<(u128, u128)> = self.0.iter().chain(&other.0).copied().collect();
        all.sort_unstable();
        let mut merged: Vec<(u128, u128)> = Vec::with_capacity(all.len());
        for (from, to) in all {
            match merged.last_mut() {
                Some((_, end)) if from <= end.saturating_add(1) => *end = (*end).max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    fn and(&self, other: &Self) -> Self {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = Vec::new();
        while let (Some((a, b)), Some((c, d))) = (mine.peek(), theirs.peek()) {
            let (from, to) = (*a.max(c), *b.min(d));
            if from <= to {
                common.push((from, to));
            }
            if b < d {
                mine.next();
            } else {
                theirs.next();
            }
        }
        Self(common)
    }

    fn without(&self, other: &Self, last: u128) -> Self {
        let mut rest = Vec::new();
        let mut next = Some(0);
        for (from, to) in &other.0 {
            if let Some(start) = next
                && start < *from
            {
                rest.push((start, from - 1));
            }
            next = to.checked_add(1).filter(|next| *next <= last);
        }
        if let Some(start) = next {
            rest.push((start, last));
        }
        self.and(&Self(rest))
    }

    /// How many numbers it has in common with ranges that do not touch each other.
    fn overlap(&self, others: impl Iterator<Item = (u128, u128)>) -> u128 {
        others.fold(0_u128, |sum, (from, to)| {
            self.0.iter().fold(sum, |sum, (start, end)| {
                let (from, to) = (from.max(*start), to.min(*end));
                if from <= to { sum.saturating_add(to - from).saturating_add(1) } else { sum }
            })
        })
    }

    fn size(&self) -> u128 {
        self.0.iter().fold(0_u128, |sum, (from, to)| sum.saturating_add(to - from).saturating_add(1))
    }
}

/// Ranges of IPv4 that no packet from the internet comes from: this network, private use (RFC 1918), shared space (RFC 6598),
/// loopback, link-local, multicast and reserved
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml>, read 2026-01).
const NOT_PUBLIC: [(Ipv4Addr, u32); 8] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// A /8 of public IPv4: more than any one organization has.
const BROAD_V4: u128 = 1 << 24;
/// A /16 of global IPv6: the largest blocks that one organization was ever given are a /19.
const BROAD_V6: u128 = 1 << 112;

impl Addresses {
    /// The addresses of a CIDR block, or a single address. Fails on what is neither.
    pub(crate) fn of(cidr: &str) -> Result<Self, Gap> {
        let wrong = || Gap::error(format!("`{cidr}` is no CIDR block"));
        let (address, prefix) = match cidr.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().map_err(|_| wrong())?)),
            None => (cidr.trim(), None),
        };
        match address.parse::<IpAddr>().map_err(|_| wrong())? {
            IpAddr::V4(address) => {
                let prefix = prefix.unwrap_or(32);
                if prefix > 32 {
                    return Err(wrong());
                }
                Ok(Self { v4: Ranges(vec![v4(address, prefix)]), v6: Ranges::default() })
            }
            IpAddr::V6(address) => {
                let prefix = prefix.unwrap_or(128);
                if prefix > 128 {
                    return Err(wrong());
                }
                Ok(Self { v4: Ranges::default(), v6: Ranges(vec![v6(address, prefix)]) })
            }
        }
    }

    /// Both together.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self { v4: self.v4.or(&other.v4), v6: self.v6.or(&other.v6) }
    }

    /// What is in both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self { v4: self.v4.and(&other.v4), v6: self.v6.and(&other.v6) }
    }

    /// What is in this one alone.
    pub(crate) fn without(&self, other: &Self) -> Self {
        Self { v4: self.v4.without(&other.v4, u32::MAX.into()), v6: self.v6.without(&other.v6, u128::MAX) }
    }

    /// The IPv4 addresses.
    pub(crate) fn only_v4(&self) -> Self {
        Self { v4: self.v4.clone(), v6: Ranges::default() }
    }

    /// How many public addresses a block of IPv4 has at the most; `None` for what is none.
    pub(crate) fn most_public_v4(cidr: &str) -> Option<u128> {
        let (address, prefix) = cidr.split_once('/')?;
        let (address, prefix) = (address.parse::<Ipv4Addr>().ok()?, prefix.parse::<u32>().ok()?);
        if prefix > 32 {
            return None;
        }
        let (from, to) = v4(address, prefix);
        let private = NOT_PUBLIC.iter().map(|(address, prefix)| v4(*address, *prefix));
        let inside = private.into_iter().any(|(first, last)| first <= from && to <= last);
        Some(if inside { 0 } else { to - from + 1 })
    }

    /// Whether so many public addresses of IPv4 are as good as the whole world.
    pub(crate) fn is_broad_v4(public: u128) -> bool {
        public >= BROAD_V4
    }

    /// Whether it is as good as the whole world, in IPv4 or in IPv6: more than one organization can have.
    pub(crate) fn is_broad(&self) -> bool {
        let not_public = || NOT_PUBLIC.iter().map(|(address, prefix)| v4(*address, *prefix));
        let global = std::iter::once(v6(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3));
        // Most sets are small: then nothing has to be taken out of them.
        (self.v4.size() >= BROAD_V4 && self.v4.size() - self.v4.overlap(not_public()) >= BROAD_V4)
            || (self.v6.size() >= BROAD_V6 && self.v6.overlap(global) >= BROAD_V6)
    }
}

fn v4(address: Ipv4Addr, prefix: u32) -> (u128, u128) {
    let host = u32::MAX.checked_shr(prefix).unwrap_or(0);
    let from = u32::from(address) & !host;
    (from.into(), (from | host).into())
}

fn v6(address: Ipv6Addr, prefix: u32) -> (u128, u128) {
    let host = u128::MAX.checked_shr(prefix).unwrap_or(0);
    let from = u128::from(address) & !host;
    (from, from | host)
}

#[cfg(test)]
mod tests {
    use super::Addresses;

    fn set(blocks: &[&str]) -> Addresses {
        blocks.iter().fold(Addresses::default(), |set, block| set.or(&Addresses::of(block).unwrap()))
    }

    fn plainly_narrow(blocks: &[&str]) -> bool {
        let sum = blocks.iter().map(|block| Addresses::most_public_v4(block)).sum::<Option<u128>>();
        sum.is_some_and(|sum| !Addresses::is_broad_v4(sum))
    }

    #[test]
    fn the_world_is_seen_however_it_is_written() {
        for world in [
            &["0.0.0.0/0"][..],
            &["::/0"],
            &["0.0.0.0/1", "128.0.0.0/1"],
            &["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2"],
            &["1.2.3.4/0"],
            &["8.0.0.0/8"],
            &["8.0.0.0/9", "8.128.0.0/9"],
            &["2000::/3"],
            &["8000::/1", "::/1"],
            &["11.0.0.0/9", "200.0.0.0/9"],
        ] {
            assert!(set(world).is_broad(), "{world:?}");
            assert!(!plainly_narrow(world), "{world:?}");
        }
        for narrow in [
            &["10.0.0.0/8"][..],
            &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
            &["203.0.113.0/24"],
            &["8.0.0.0/9"],
            &["2001:db8::/32"],
            &["fc00::/7", "fe80::/10"],
            &["224.0.0.0/3"],
            &[],
        ] {
            assert!(!set(narrow).is_broad(), "{narrow:?}");
            // What is no block of IPv4 is looked at in full.
            assert_eq!(plainly_narrow(narrow), !narrow.iter().any(|block| block.contains("::")), "{narrow:?}");
        }
        for none in ["10.0.0.0/33", "10.0.0/8", "10.0.0.0", "ten/8", ""] {
            assert_eq!(Addresses::most_public_v4(none), None, "{none}");
        }
    }

    #[test]
    fn sets_are_joined_cut_and_compared() {
        assert_eq!(set(&["0.0.0.0/1", "128.0.0.0/1"]), set(&["0.0.0.0/0"]));
        assert_eq!(set(&["0.0.0.0/0"]).without(&set(&["128.0.0.0/1"])), set(&["0.0.0.0/1"]));
        assert_eq!(set(&["::/0"]).without(&set(&["::/0"])), Addresses::default());
        assert_eq!(set(&["10.0.0.0/8"]).and(&set(&["10.1.0.0/16", "11.0.0.0/8"])), set(&["10.1.0.0/16"]));
        assert_eq!(set(&["10.0.0.0/8"]).without(&set(&["10.128.0.0/9", "::/0"])), set(&["10.0.0.0/9"]));
    }

    #[test]
    fn what_is_no_block_is_an_error() {
        for wrong in ["", "world", "0.0.0.0/33", "::/129", "10.0.0.0/-1", "1.2.3/8"] {
            assert!(Addresses::of(wrong).is_err(), "{wrong}");
        }
    }
}
