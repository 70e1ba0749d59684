//! A call told for people.

use std::fmt::{self, Display, Formatter};

use super::CallAnswer;

impl Display for CallAnswer<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        let what = match &self.action {
            Some(action) => action.to_string(),
            None => "login".to_owned(),
        };
        writeln!(
            f,
            "  call: {} → {}: {what} on {}",
            self.from,
            self.host,
            self.world.name_of(&self.scope)
        )?;
        if let Some(credential) = &self.credential {
            writeln!(f, "  credential:")?;
            for line in credential.to_string().lines() {
                writeln!(f, "  {line}")?;
            }
        }
        if let Some(token) = &self.token {
            writeln!(
                f,
                "  token: for `{}`, speaks for {} (object id {})",
                token.audience,
                self.world.describe_principal(token.principal),
                token.principal
            )?;
            let faster = self.credential.iter().flat_map(|it| it.advice());
            for faster in faster {
                writeln!(f, "  faster: {faster}")?;
            }
        }
        if let Some(access) = &self.access {
            for line in access.to_string().lines().skip(1) {
                // The cure is told once, at the end.
                if line.trim_end() == "  cure:" {
                    break;
                }
                writeln!(f, "{line}")?;
            }
        }
        if self.access.is_none() && !self.other_ways.is_empty() {
            writeln!(f, "  other ways in:")?;
            for line in self.other_way_lines() {
                writeln!(f, "    {line}")?;
            }
        }
        if let Some(error) = &self.error {
            writeln!(f, "  the service says: {}", error.telling_code())?;
            for line in error.message.lines() {
                writeln!(f, "    {line}")?;
            }
        }
        if !self.cure.is_empty() {
            writeln!(f, "  cure:")?;
            for cure in &self.cure {
                writeln!(f, "    {cure}")?;
            }
        }
        Ok(())
    }
}
