//! What gzip packed: one stream, named as the file without `.gz`. Several members in a row are one stream.

use flate2::bufread::MultiGzDecoder;

use crate::corpus::Skip;
use crate::corpus::format::Format;
use crate::corpus::input::{Input, Packed, Unpacked, Unpacking};
use crate::corpus::output::Output;

const NAME: &str = "gzip";

pub(in super::super) const FORMAT: Format =
    Format { name: NAME, extensions: &["gz"], begins: |head| head.starts_with(b"\x1f\x8b\x08"), whole: false, read };

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let name = input.name.strip_suffix(".gz").unwrap_or(&input.name).to_owned();
    let limits = *output.limits();
    let (packed, count) = Packed::new(input.stream());
    let unpacked = Unpacked::new(MultiGzDecoder::new(std::io::BufReader::new(packed)), count, &limits);
    output.unpacked(&name, Box::new(Unpacking::new(NAME, unpacked)))
}
