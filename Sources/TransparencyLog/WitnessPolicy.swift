// SPDX-License-Identifier: Apache-2.0

/// Which witnesses must have cosigned a checkpoint for it to be relied on (C2SP tlog-policy).
///
/// ```
/// log baton.example/log+1a2b3c4d+AQ…
/// witness north witness.north.example+5e6f7a8b+BA… https://witness.north.example
/// witness south witness.south.example+9c0d1e2f+BA…
/// group both 2 north south
/// quorum both
/// ```
package struct WitnessPolicy: Sendable, Hashable {
    /// The logs that the policy is for.
    package private(set) var logs: [NoteVerifierKey] = []
    /// The witnesses that it names, in its order.
    package private(set) var witnesses: [Witness] = []
    /// What must be met; nil until the line was read.
    private var quorum: Rule?

    /// How many bytes a policy may have.
    package static let largestByteCount = 64 << 10
    /// How many witnesses and groups a policy may name.
    package static let largestNameCount = 64

    /// A witness that a policy names.
    package struct Witness: Sendable, Hashable {
        /// With which it cosigns.
        package let key: NoteVerifierKey
        /// Where it is asked; nil when it is not.
        package let url: String?
    }

    private indirect enum Rule: Hashable {
        case nobody
        case witness(NoteVerifierKey)
        case group(Int, [Rule])
    }

    /// Reads a policy.
    package init(parsing bytes: [UInt8]) throws(WitnessPolicyError) {
        guard bytes.count <= Self.largestByteCount else { throw .init(0, .tooLong(bytes.count)) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WitnessPolicyError(0, .notText)
        }
        var names: [String: Rule] = ["none": .nobody]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in zip(1..., lines) {
            let items = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let first = items.first, !first.hasPrefix("#") else { continue }
            do throws(WitnessPolicyError.Reason) {
                try read(first, Array(items.dropFirst()), &names)
            } catch { throw WitnessPolicyError(number, error) }
        }
        guard quorum != nil else { throw WitnessPolicyError(lines.count, .noQuorum) }
    }

    /// Whether these keys are enough.
    package func isMet(by signers: some Collection<NoteVerifierKey>) -> Bool {
        quorum.map { Self.isMet($0, by: Set(signers)) } ?? false
    }

    private static func isMet(_ rule: Rule, by signers: Set<NoteVerifierKey>) -> Bool {
        switch rule {
        case .nobody: true
        case .witness(let key): signers.contains(key)
        case .group(let least, let members):
            members.count { isMet($0, by: signers) } >= least
        }
    }

    private mutating func read(
        _ word: String, _ items: [String], _ names: inout [String: Rule]
    ) throws(WitnessPolicyError.Reason) {
        switch (word, items.count) {
        case ("log", 1...2):
            logs.append(try Self.key(items[0], .ed25519))
        case ("witness", 2...3):
            let key = try Self.key(items[1], .cosignature)
            guard !witnesses.contains(where: { $0.key == key }) else { throw .keyTwice(items[1]) }
            try Self.name(items[0], .witness(key), &names)
            witnesses.append(Witness(key: key, url: items.count == 3 ? items[2] : nil))
        case ("group", 3...):
            try Self.name(items[0], try Self.group(items, names), &names)
        case ("quorum", 1):
            guard quorum == nil else { throw .quorumTwice }
            guard let rule = names[items[0]] else { throw .unknownName(items[0]) }
            quorum = rule
        default: throw .malformed(word)
        }
    }

    private static func group(
        _ items: [String], _ names: [String: Rule]
    ) throws(WitnessPolicyError.Reason) -> Rule {
        let members = items.dropFirst(2)
        guard Set(members).count == members.count else { throw .memberTwice(items[0]) }
        let rules = try members.map { member throws(WitnessPolicyError.Reason) in
            guard let rule = names[member], member != "none" else { throw .unknownName(member) }
            return rule
        }
        switch items[1] {
        case "any": return .group(1, rules)
        case "all": return .group(rules.count, rules)
        default:
            guard let least = Decimal.parse(items[1].utf8), (1...UInt64(rules.count)) ~= least
            else {
                throw .noThreshold(items[1], members: rules.count)
            }
            return .group(Int(least), rules)
        }
    }

    private static func name(
        _ name: String, _ rule: Rule, _ names: inout [String: Rule]
    ) throws(WitnessPolicyError.Reason) {
        guard names[name] == nil else { throw .nameTwice(name) }
        guard names.count <= largestNameCount else { throw .tooManyNames }
        names[name] = rule
    }

    private static func key(
        _ vkey: String, _ type: NoteVerifierKey.SignatureType
    ) throws(WitnessPolicyError.Reason) -> NoteVerifierKey {
        let key: NoteVerifierKey
        do throws(NoteKeyError) { key = try NoteVerifierKey(vkey: vkey) } catch {
            throw .key(error)
        }
        guard key.type == type else { throw .wrongType(vkey) }
        return key
    }
}
