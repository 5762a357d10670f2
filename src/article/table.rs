//! Reads the tab-separated tables of `data/`.

/// The rows of a table as their columns; lines that start with `# ` or `#\t` are its header.
pub(super) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|line| !line.starts_with("# ")).map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().unwrap_or(""))
    })
}

/// What is wrong with the order of a table's keys: the first key that does not rise above the one before.
#[cfg(test)]
pub(super) fn out_of_order<K: Ord>(keys: impl IntoIterator<Item = K>) -> Option<K> {
    let mut keys = keys.into_iter();
    let mut last = keys.next()?;
    for key in keys {
        if key <= last {
            return Some(key);
        }
        last = key;
    }
    None
}
