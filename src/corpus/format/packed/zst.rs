//! What Zstandard packed: one stream, named as the file without `.zst`. Several frames in a row are one stream.
//!
//! # Limits
//! Dictionaries are not known. A frame that needs a longer window than an article may have (`zstd --long=27` and above)
//! is refused as too large: the window is held in memory.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::corpus::format::Format;
use crate::corpus::input::{Input, Packed, Unpacked};
use crate::corpus::output::Output;
use crate::corpus::{Limits, Skip};

const NAME: &str = "Zstandard";

pub(in super::super) const FORMAT: Format = Format {
    name: NAME,
    extensions: &["zst", "zstd"],
    begins: |head| head.starts_with(b"\x28\xb5\x2f\xfd"),
    whole: false,
    read,
};

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let name = [".zst", ".zstd"].iter().find_map(|end| input.name.strip_suffix(end)).unwrap_or(&input.name).to_owned();
    let limits = *output.limits();
    let (packed, count) = Packed::new(input.stream());
    let unpacked = Unpacked::new(Frames::new(BufReader::new(packed), &limits), count, &limits);
    output.unpacked(&name, Box::new(unpacked))
}

/// What the frames of a stream unpack to.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    /// Whether a frame has been begun and not been told to its end.
    open: bool,
    limits: Limits,
}

impl<R: BufRead> Frames<R> {
    fn new(source: R, limits: &Limits) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(limits.article_bytes);
        Self { source, decoder, open: false, limits: *limits }
    }

    /// Goes on by a step: a block, the end of a frame, the beginning of the next. False at the end of the stream.
    fn step(&mut self) -> Result<bool, Skip> {
        if self.open && self.decoder.is_finished() {
            self.open = false;
            self.check()?;
        } else if self.open {
            let decoded = self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1));
            decoded.map_err(|error| self.refuse(&error))?;
        } else if self.source.fill_buf().map_err(|error| Skip::from_format(NAME, &error))?.is_empty() {
            return Ok(false);
        } else {
            self.open_next()?;
        }
        Ok(true)
    }

    fn open_next(&mut self) -> Result<(), Skip> {
        match self.decoder.reset(&mut self.source) {
            Ok(()) => self.open = true,
            // Such a frame holds what other programs have to say.
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let skipped = io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink());
                skipped.map_err(|error| Skip::from_format(NAME, &error))?;
            }
            Err(error) => return Err(self.refuse(&error)),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Skip> {
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(stated), Some(true_one)) if stated != true_one => Err(Skip::damaged(NAME, "its checksum is wrong")),
            _ => Ok(()),
        }
    }

    fn refuse(&self, error: &FrameDecoderError) -> Skip {
        if let FrameDecoderError::WindowSizeTooBig { .. } = error {
            return Skip::too_large(&self.limits);
        }
        let mut causes = std::iter::successors(Some(error as &dyn Error), |error| (*error).source());
        let of_input = causes.find_map(|cause| cause.downcast_ref::<io::Error>());
        of_input.map_or_else(|| Skip::damaged(NAME, error), |error| Skip::from_format(NAME, error))
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 {
            if !self.step().map_err(Skip::into_io)? {
                return Ok(0);
            }
        }
        self.decoder.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    //! Properties: frames in a row are one stream, frames of other programs are passed over; long windows, bombs and
    //! damage are refused.
    use super::*;
    use crate::corpus::format::trial::{read, survives};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    const TEXT: &str = "The port authority of Busan said the quay would open in May. 부산항 부두가 5월에 열린다. ";

    fn packed(text: &str) -> Vec<u8> {
        compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
    }

    #[test]
    fn frames_are_one_stream() {
        let other = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".to_vec();
        let long = TEXT.repeat(5_000);
        for frames in [vec![packed(&long)], vec![packed(TEXT), packed(TEXT)], vec![packed(TEXT), other, packed(TEXT)]] {
            let found = read("a.txt.zst", &frames.concat());
            let text = if frames.len() == 1 { long.clone() } else { TEXT.repeat(2) };
            assert_eq!(found.texts(), [text]);
            assert_eq!(found.documents[0].path, "a.txt.zst");
        }
    }

    #[test]
    fn what_cannot_be_unpacked_is_refused() {
        // A frame header that asks for a window of 2 GB.
        let long_window = b"\x28\xb5\x2f\xfd\x00\xa8\x00\x00\x00".as_slice();
        assert_eq!(read("a.zst", long_window).fate, Err(Skip::TooLarge(64 << 20)));
        let zeros = packed(&" ".repeat(30 << 20));
        assert_eq!(read("a.txt.zst", &zeros).fate, Err(Skip::Bomb(200)));
        let mut cut = packed(&TEXT.repeat(100));
        cut.truncate(cut.len() / 2);
        assert!(matches!(read("a.txt.zst", &cut).fate, Err(Skip::Damaged { format: NAME, .. })));
    }

    #[test]
    fn damage_never_panics() {
        survives("a.txt.zst", &packed(&TEXT.repeat(20)));
    }
}
