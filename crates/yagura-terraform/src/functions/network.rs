//! Addresses and blocks of them
//! (<https://developer.hashicorp.com/terraform/language/functions/cidrsubnet>).

use std::net::IpAddr;

use yagura_model::Gap;

use super::Arguments;
use crate::value::Val;

pub(super) fn call(name: &str, arguments: Arguments<'_>) -> Option<Result<Val, Gap>> {
    Some(match name {
        "cidrhost" => host(arguments),
        "cidrnetmask" => mask(arguments),
        "cidrsubnet" => subnet(arguments),
        "cidrsubnets" => subnets(arguments),
        _ => return None,
    })
}

/// A block: its first address as a number, its prefix, and how many bits an address has.
#[derive(Clone, Copy)]
struct Block {
    first: u128,
    prefix: u32,
    bits: u32,
}

impl Block {
    fn of(arguments: Arguments<'_>) -> Result<Self, Gap> {
        let text = arguments.plain(0)?;
        let wrong = || Gap::error("a text is no block of addresses");
        let (address, prefix) = text.split_once('/').ok_or_else(wrong)?;
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let prefix: u32 = prefix.parse().map_err(|_| wrong())?;
        let (first, bits) = match address {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        if prefix > bits {
            return Err(wrong());
        }
        let free = bits - prefix;
        let first = if free >= 128 { 0 } else { first >> free << free };
        Ok(Self { first, prefix, bits })
    }

    fn address(self, number: u128) -> IpAddr {
        if self.bits == 32 {
            IpAddr::from(u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes())
        } else {
            IpAddr::from(number.to_be_bytes())
        }
    }

    /// How many addresses there are, less one.
    fn last(self) -> u128 {
        let free = self.bits - self.prefix;
        if free >= 128 { u128::MAX } else { (1 << free) - 1 }
    }

    fn text(self) -> Val {
        Val::text(format!("{}/{}", self.address(self.first), self.prefix))
    }
}

fn host(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let block = Block::of(arguments)?;
    let number = arguments.whole(1)?;
    let distance = u128::from(number.unsigned_abs());
    let out = || Gap::error(format!("the block has no address {number}"));
    // Negative numbers count from the end.
    let at = if number >= 0 {
        Some(distance).filter(|at| *at <= block.last())
    } else {
        distance.checked_sub(1).and_then(|back| block.last().checked_sub(back))
    };
    Ok(Val::text(block.address(block.first + at.ok_or_else(out)?).to_string()))
}

fn mask(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let block = Block::of(arguments)?;
    if block.bits != 32 {
        return Err(Gap::error("`cidrnetmask` takes a block of IPv4 addresses"));
    }
    let mask = u32::MAX.checked_shl(32 - block.prefix).unwrap_or(0);
    Ok(Val::text(std::net::Ipv4Addr::from(mask).to_string()))
}

fn child(block: Block, new_bits: i64, number: u128) -> Result<Block, Gap> {
    let out = || Gap::error("the block is too small for that");
    let new_bits = u32::try_from(new_bits).map_err(|_| out())?;
    let prefix = block.prefix.checked_add(new_bits).filter(|prefix| *prefix <= block.bits).ok_or_else(out)?;
    if new_bits < 128 && number >= 1 << new_bits {
        return Err(Gap::error(format!("there is no block {number} of {new_bits} more bits")));
    }
    let shift = block.bits - prefix;
    let offset = if shift >= 128 { 0 } else { number << shift };
    Ok(Block { first: block.first | offset, prefix, ..block })
}

fn subnet(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let block = Block::of(arguments)?;
    let number = u128::try_from(arguments.whole(2)?).map_err(|_| Gap::error("a block's number is not negative"))?;
    child(block, arguments.whole(1)?, number).map(Block::text)
}

/// Blocks of different sizes, one behind the other.
fn subnets(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let block = Block::of(arguments)?;
    let mut next = block.first;
    let mut list = Vec::new();
    for at in 1..arguments.len() {
        let mut part = child(block, arguments.whole(at)?, 0)?;
        let size = part.last();
        // Each begins where a block of its size may begin.
        let start = next.checked_add(size).map(|end| end & !size);
        let start = start.filter(|start| start.checked_add(size).is_some_and(|end| end <= block.first | block.last()));
        part.first = start.ok_or_else(|| Gap::error("the block is too small for all"))?;
        next = part.first.saturating_add(size).saturating_add(1);
        list.push(part.text());
    }
    Ok(Val::list(list))
}
