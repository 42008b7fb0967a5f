// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
package import Safeguarding
package import TransparencyLog

/// Witnesses whose cosignatures count, and how many of them are enough.
package struct KnownWitnesses: Sendable {
    /// The keys.
    package let keys: [NoteVerifierKey]
    private let policy: WitnessPolicy?
    private let now: Instant?

    /// Any one of some witnesses is enough, or what a policy says.
    ///
    /// - Parameter now: the time; nil where there is no clock to ask.
    package init(
        _ keys: [NoteVerifierKey], policy: WitnessPolicy? = nil, now: Instant? = nil
    ) {
        self.now = now
        self.keys = keys + (policy?.witnesses.map(\.key) ?? []).filter { !keys.contains($0) }
        self.policy = policy
    }

    /// Why the cosignatures of some do not count: they say a time at which they cannot have been made.
    ///
    /// - Parameter first: the time of the first entry that is known to be in what they cosigned.
    func faults(
        in signers: [SignedNote.Signer], since first: Instant
    ) -> [NoteVerifierKey: CosignatureTimeFault] {
        let times = CosignatureTimes(since: first.seconds, now: now?.seconds)
        return Dictionary(
            signers.compactMap { signer in
                times.fault(of: signer.key.name, at: signer.time).map { (signer.key, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether those who have cosigned are enough.
    func areEnough(_ signers: [NoteVerifierKey]) -> Bool {
        policy?.isMet(by: signers) ?? !signers.isEmpty
    }
}

/// The options of a command that looks at who has cosigned.
struct WitnessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A witness, name+hash+key: one of those given must have cosigned.", valueName: "key"))
    var witness: [String] = []

    @Option(
        help: ArgumentHelp(
            "Which witnesses must have cosigned (C2SP tlog-policy).", valueName: "file"))
    var policy: String?

    /// The keys that are given.
    func keys() throws(ToolFailure) -> [NoteVerifierKey] {
        try witness.map { text throws(ToolFailure) in try Self.key(text) }
    }

    /// The witnesses; nil when none are named.
    ///
    /// - Parameter now: by whose clock their cosignatures are judged.
    func known(_ log: LogKeys, at now: Instant) throws(ToolFailure) -> KnownWitnesses? {
        guard policy != nil || !witness.isEmpty else { return nil }
        let keys = try keys()
        let policy = try self.policy.map { path throws(ToolFailure) in try Self.policy(path, log) }
        return KnownWitnesses(keys, policy: policy, now: now)
    }

    private static func key(_ text: String) throws(ToolFailure) -> NoteVerifierKey {
        guard let key = try? NoteVerifierKey(vkey: text), key.type == .cosignature else {
            throw ToolFailure(
                .usage, "--witness: `\(text)` is no key of a witness: name+hash+key, of type 0x04")
        }
        return key
    }

    private static func policy(
        _ path: String, _ log: LogKeys
    ) throws(ToolFailure) -> WitnessPolicy {
        let bytes = try Files.read(path, limit: WitnessPolicy.largestByteCount)
        let policy: WitnessPolicy
        do throws(WitnessPolicyError) { policy = try WitnessPolicy(parsing: bytes) } catch {
            throw ToolFailure(.configuration, "\(path) is no policy: \(error)")
        }
        guard
            policy.logs.isEmpty || policy.logs.contains(where: ([log.current] + log.older).contains)
        else { throw ToolFailure(.configuration, "\(path) is a policy for another log") }
        return policy
    }
}
