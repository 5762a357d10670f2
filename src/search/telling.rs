//! Which words tell what a text is about, and the form they are shown in.

use std::collections::BTreeMap;

use crate::analyzer::{Token, is_stop_word};
use crate::query::{Find, Manner, Node, Test, TextField, Weight, Words};

/// Whether a token can tell something: stop words, single characters and plain numbers do not.
pub(super) fn tells(token: &Token) -> bool {
    let is_number = token.exact.chars().all(|c| c.is_numeric() || matches!(c, ',' | '.'));
    token.exact.chars().nth(1).is_some() && !is_number && !is_stop_word(&token.exact)
}

/// A telling word as a clause that weighs so much; `None` if that is next to nothing.
pub(super) fn sought(word: &str, weight: f32) -> Option<Node> {
    let words = Find::Words(Words { text: word.to_owned(), manner: Manner::Bare });
    let clause = Node::from(Test::Text(TextField::Anywhere, words));
    Some(Node::Boost(Box::new(clause), Weight::new(weight.min(Weight::MAX))?))
}

/// How often a stem stands in which form.
#[derive(Default)]
pub(super) struct Forms(BTreeMap<String, u64>);

impl Forms {
    pub(super) fn add(&mut self, form: &str) {
        *self.0.entry(form.to_owned()).or_default() += 1;
    }

    /// The first of the forms that stand most often.
    pub(super) fn commonest(&self) -> String {
        let most = self.0.iter().max_by(|(a, x), (b, y)| x.cmp(y).then_with(|| b.cmp(a)));
        most.map(|(form, _)| form.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    //! Properties: stop words, numbers and single characters tell nothing; the commonest form is shown.
    use super::*;
    use crate::analyzer::tokens;

    #[test]
    fn what_tells() {
        let told = |text: &str| tokens(text).into_iter().filter(tells).map(|token| token.exact).collect::<Vec<_>>();
        assert_eq!(told("The 2,104 ports of x in 2017"), ["ports"]);
        assert_eq!(told("일대일로는"), ["일대", "대일", "일로", "로는"]);
    }

    #[test]
    fn the_commonest_form() {
        let mut forms = Forms::default();
        ["ports", "port", "port", "ports"].into_iter().for_each(|form| forms.add(form));
        assert_eq!(forms.commonest(), "port");
        forms.add("ports");
        assert_eq!(forms.commonest(), "ports");
    }
}
