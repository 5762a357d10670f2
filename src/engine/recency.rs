//! Date as a mild preference: by how much an article's age lowers its score, when newer ones are preferred.
//!
//! Every engine multiplies by the same factor, so that it orders alike whoever asks.

/// What is left of the score of the oldest articles, and of those without a date. Mild: an article that
/// answers clearly better stays first, however old it is.
pub const FACTOR_MIN: f32 = 0.75;

/// After how many days age has taken half of what it takes in the end: five years.
pub const HALF_LIFE_DAYS: f32 = 5.0 * 365.25;

/// The factor for an article of an age in days: from 1 for what is new or still to come down to three
/// quarters, which is also that of the undated.
#[must_use]
pub fn factor(age_days: Option<i64>) -> f32 {
    let left = age_days.map_or(0.0, |days| (-(days.max(0) as f32) / HALF_LIFE_DAYS).exp2());
    FACTOR_MIN + (1.0 - FACTOR_MIN) * left
}

#[cfg(test)]
mod tests {
    //! Properties: falls with age from 1 to the least, half-way after the half-life; the future is new;
    //! the undated have the least.
    use super::*;

    #[test]
    fn falls_with_age() {
        let year = |years: i64| factor(Some(years * 365));
        assert_eq!((year(0), year(-4), factor(None)), (1.0, 1.0, FACTOR_MIN));
        assert!((year(5) - 0.875).abs() < 0.001, "{}", year(5));
        assert!((0..60).all(|age| year(age) > year(age + 1) && year(age) > FACTOR_MIN));
    }
}
