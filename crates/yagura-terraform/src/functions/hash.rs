//! Hashes of texts and files.

use std::fmt::Write as _;

use md5::Digest as _;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use yagura_model::Gap;

use super::{Arguments, encoding};
use crate::eval::Scope;
use crate::value::Val;
use crate::world::World;

pub(super) fn call(world: &World, name: &str, arguments: Arguments<'_>, scope: Scope<'_>) -> Option<Result<Val, Gap>> {
    if name == "uuidv5" {
        return Some(uuid(arguments));
    }
    let plain = name.strip_prefix("file").unwrap_or(name);
    let hash: fn(&[u8]) -> String = match plain {
        "md5" => |bytes| hex(&md5::Md5::digest(bytes)),
        "sha1" => |bytes| hex(&Sha1::digest(bytes)),
        "sha256" => |bytes| hex(&Sha256::digest(bytes)),
        "sha512" => |bytes| hex(&Sha512::digest(bytes)),
        "base64sha256" => |bytes| encoding::encode(&Sha256::digest(bytes)),
        "base64sha512" => |bytes| encoding::encode(&Sha512::digest(bytes)),
        _ => return None,
    };
    Some(if plain == name {
        arguments.plain(0).map(|text| Val::text(hash(text.as_bytes())))
    } else {
        arguments
            .plain(0)
            .and_then(|path| world.files.bytes(&world.file_path(&path, scope)?))
            .map(|bytes| Val::text(hash(&bytes)))
    })
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// RFC 4122, version 5.
fn uuid(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let namespace = match &*arguments.plain(0)? {
        "dns" => "6ba7b8109dad11d180b400c04fd430c8".to_owned(),
        "url" => "6ba7b8119dad11d180b400c04fd430c8".to_owned(),
        "oid" => "6ba7b8129dad11d180b400c04fd430c8".to_owned(),
        "x500" => "6ba7b8149dad11d180b400c04fd430c8".to_owned(),
        other => other.replace('-', ""),
    };
    let wrong = || Gap::error("`uuidv5` takes a namespace that is a UUID");
    let number = u128::from_str_radix(&namespace, 16).map_err(|_| wrong())?;
    let mut bytes = number.to_be_bytes().to_vec();
    bytes.extend_from_slice(arguments.plain(1)?.as_bytes());
    let digest = Sha1::digest(&bytes);
    let mut id = [0u8; 16];
    id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    let number = u128::from_be_bytes(id) & !(0xf000 << 64) & !(0xc000 << 48) | 0x5000 << 64 | 0x8000 << 48;
    let text = format!("{number:032x}");
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    Ok(Val::text(format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))))
}
