//! A sheet of facts: a title, then facts and lists under labels.

use std::fmt::{Display, Write};

use crate::report::visible;

/// More of one kind says nothing to people; programs do not read this form.
const MOST: usize = 50;

/// Facts about one thing.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    out: String,
}

impl Sheet {
    pub(super) fn title(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}", visible(text));
    }

    pub(super) fn fact(&mut self, label: &str, value: impl Display) {
        let _ = writeln!(self.out, "  {label}: {}", visible(&value.to_string()));
    }

    /// A fact that may not be known.
    pub(super) fn known(&mut self, label: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.fact(label, value);
        }
    }

    /// Some things under one label, in the order given; nothing at all if there are none.
    pub(super) fn list(&mut self, label: &str, items: impl IntoIterator<Item = String>) {
        let items: Vec<String> = items.into_iter().collect();
        if items.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "  {label}:");
        for item in items.iter().take(MOST) {
            let _ = writeln!(self.out, "    {}", visible(item));
        }
        if items.len() > MOST {
            let _ = writeln!(self.out, "    and {} more", items.len() - MOST);
        }
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }
}
