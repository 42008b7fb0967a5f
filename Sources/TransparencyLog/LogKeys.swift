// SPDX-License-Identifier: Apache-2.0

/// The keys of one log: the one that signs, and those that it followed on.
///
/// Each signs under the log's origin, and after a gap under the origin that the log goes on under
/// (`LogOrigin`): the key stays, its published form is of each origin.
package struct LogKeys: Sendable, Hashable {
    /// The key that signs, under the origin that the configuration names.
    package let current: NoteVerifierKey
    /// The keys before it, under the same origin.
    package let older: [NoteVerifierKey]

    /// Gathers the keys of a log.
    package init(_ current: NoteVerifierKey, older: [NoteVerifierKey] = []) {
        self.current = current
        self.older = older
    }

    /// Gathers keys that somebody was given, the newest first, whichever origin of the log each names;
    /// nil when they are of several logs, or none.
    package init?(given keys: [NoteVerifierKey]) {
        guard let base = keys.min(by: { $0.name.text.count < $1.name.text.count })?.base else {
            return nil
        }
        var named: [NoteVerifierKey] = []
        for key in keys {
            guard LogOrigin.number(of: key.name.text, base: base.text) != nil,
                key.type == .ed25519,
                let first = try? NoteVerifierKey(name: base, key: key.key)
            else { return nil }
            if !named.contains(first) { named.append(first) }
        }
        self.init(named[0], older: Array(named.dropFirst()))
    }

    /// All keys under an origin; none when it is not one of this log's.
    package func keys(under origin: NoteName) -> [NoteVerifierKey] {
        ([current] + older).compactMap { $0.following(to: origin) }
    }

    /// Reads and verifies a checkpoint that one of the keys has signed.
    package func verify(
        _ note: SignedNote, witnesses: [NoteVerifierKey] = []
    ) throws(CheckpointError) -> Checkpoint.Verified {
        let checkpoint = try Checkpoint(text: note.text)
        let keys = keys(under: checkpoint.origin)
        guard !keys.isEmpty else { throw .otherOrigin(checkpoint.origin) }
        let signers: [SignedNote.Signer]
        do { signers = try note.verify(with: keys + witnesses) } catch { throw .note(error) }
        guard signers.contains(where: { keys.contains($0.key) }) else { throw .note(.noKnownKey) }
        return Checkpoint.Verified(
            checkpoint: checkpoint, witnesses: signers.filter { !keys.contains($0.key) })
    }
}

extension NoteVerifierKey {
    /// The name without the number of an origin that the log went on under.
    fileprivate var base: NoteName? {
        guard let slash = name.text.lastIndex(of: "/") else { return name }
        let first = String(name.text[..<slash])
        return LogOrigin.number(of: name.text, base: first) == nil ? name : try? NoteName(first)
    }

    /// The same key under an origin that the log of this one goes on under; nil when it is another log.
    package func following(to origin: NoteName) -> NoteVerifierKey? {
        guard LogOrigin.number(of: origin.text, base: name.text) != nil, type == .ed25519 else {
            return nil
        }
        return origin == name ? self : try? NoteVerifierKey(name: origin, key: key)
    }
}
