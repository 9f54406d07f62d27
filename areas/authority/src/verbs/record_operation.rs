//! What the log must know of the operation of the program (pki.md §12): start and stop, and every change
//! of the configuration with its full difference.

use foundation::{Actor, AuditEvent, hex};
use x509::alg::DigestAlgorithm;

use crate::{Authority, AuthorityError, tables};

impl Authority {
    /// Tells the log that a node starts, and before that how its configuration differs from the one it
    /// started with the last time. `configuration` is its text without secrets; `work` is what the node
    /// does (`web`, `ocsp` …).
    ///
    /// # Errors
    /// When the store refuses: then the node must not start.
    pub fn record_start(
        &self,
        node: &str,
        version: &str,
        work: &[&str],
        configuration: &str,
    ) -> Result<(), AuthorityError> {
        let (now, actor) = (self.now(), Actor::system("serve"));
        let sha256 = hex(&DigestAlgorithm::Sha256.digest(configuration.as_bytes()));
        let started = AuditEvent::done("program.started", &actor, "node", node)
            .because(&format!("ceralacca {version}: {}", work.join(", ")))
            .evidence(&sha256);
        let (node, new) = (node.to_owned(), configuration.to_owned());
        self.store.write_blocking(move |tx| {
            let old = tables::configuration(tx, &node)?;
            if old.as_deref() != Some(&new) {
                tables::insert_configuration(tx, &node, now, &new)?;
                let changed = AuditEvent::done("configuration.changed", &actor, "node", &node)
                    .because(&difference(old.as_deref().unwrap_or_default(), &new))
                    .evidence(&sha256);
                tx.audit(now, &changed)?;
            }
            tx.audit(now, &started).map(drop)
        })?;
        Ok(())
    }

    /// Tells the log that a node stops in its own order.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn record_stop(&self, node: &str) -> Result<(), AuthorityError> {
        let now = self.now();
        let event = AuditEvent::done("program.stopped", &Actor::system("serve"), "node", node);
        self.store.write_blocking(move |tx| tx.audit(now, &event))?;
        Ok(())
    }
}

/// The lines that went (`-`) and came (`+`), in the order of the two texts, without those that stayed.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    // Lengths of the longest common subsequences of the ends; configurations are short.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (o, old_line) in old.iter().enumerate().rev() {
        for (n, new_line) in new.iter().enumerate().rev() {
            common[o][n] = if old_line == new_line {
                common[o + 1][n + 1] + 1
            } else {
                common[o + 1][n].max(common[o][n + 1])
            };
        }
    }
    let (mut o, mut n, mut lines) = (0, 0, Vec::new());
    while o < old.len() || n < new.len() {
        if o < old.len() && n < new.len() && old[o] == new[n] {
            (o, n) = (o + 1, n + 1);
        } else if n == new.len() || (o < old.len() && common[o + 1][n] >= common[o][n + 1]) {
            lines.push(format!("-{}", old[o]));
            o += 1;
        } else {
            lines.push(format!("+{}", new[n]));
            n += 1;
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_names_what_went_and_what_came() {
        assert_eq!(difference("a\nb\nc", "a\nc"), "-b");
        assert_eq!(difference("a = 1\nb = 2", "a = 1\nb = 3\nc = 4"), "-b = 2\n+b = 3\n+c = 4");
        assert_eq!(difference("", "a"), "+a");
        assert_eq!(difference("a\nb", "a\nb"), "");
    }
}
