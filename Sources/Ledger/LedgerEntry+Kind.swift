// SPDX-License-Identifier: Apache-2.0

import Wire

extension LedgerEntry {
    /// Whether its facts are those of a message: let in, issued by the broker, or refused; false where they
    /// were purged or cannot be read.
    ///
    /// Nothing is read back but the kind: most entries are of messages, and whoever looks for others goes
    /// past them.
    package var isOfMessage: Bool {
        guard let kind = (try? JSONDocument(parsing: facts, limits: .kept))?.root["kind"]?.string
        else { return false }
        return Facts.kindsOfMessages.contains(kind)
    }
}
