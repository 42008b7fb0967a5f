// SPDX-License-Identifier: Apache-2.0

internal import Signing

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

    /// Reads a policy, which is octets: a name is no other by looking like it.
    package init(parsing bytes: [UInt8]) throws(WitnessPolicyError) {
        guard bytes.count <= Self.largestByteCount else { throw .init(0, .tooLong(bytes.count)) }
        var names = Names()
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, line) in zip(1..., lines) {
            guard line.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
                throw WitnessPolicyError(number, .notText)
            }
            let items = line.split { $0 == 0x20 || $0 == 0x09 }.map { [UInt8]($0) }
            guard let first = items.first, first[0] != UInt8(ascii: "#") else { continue }
            do throws(WitnessPolicyError.Reason) {
                try read(Self.text(first), Array(items.dropFirst()), &names)
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

    /// What was named on the lines so far.
    private struct Names {
        var rules: [[UInt8]: Rule] = [Array("none".utf8): .nobody]
        /// Who is in a group already, and so may be in no other.
        var members: Set<[UInt8]> = []

        mutating func add(_ name: [UInt8], _ rule: Rule) throws(WitnessPolicyError.Reason) {
            guard rules[name] == nil else { throw .nameTwice(WitnessPolicy.text(name)) }
            guard rules.count <= WitnessPolicy.largestNameCount else { throw .tooManyNames }
            rules[name] = rule
        }
    }

    private mutating func read(
        _ word: String, _ items: [[UInt8]], _ names: inout Names
    ) throws(WitnessPolicyError.Reason) {
        switch (word, items.count) {
        case ("log", 1...2):
            logs.append(try Self.key(items[0], .ed25519, besides: logs))
        case ("witness", 2...3):
            let key = try Self.key(items[1], .cosignature, besides: witnesses.map(\.key))
            try names.add(items[0], .witness(key))
            witnesses.append(
                Witness(key: key, url: items.count == 3 ? Self.text(items[2]) : nil))
        case ("group", 3...): try names.add(items[0], try Self.group(items, &names))
        case ("quorum", 1):
            guard quorum == nil else { throw .quorumTwice }
            guard let rule = names.rules[items[0]] else { throw .unknownName(Self.text(items[0])) }
            quorum = rule
        default: throw .malformed(word)
        }
    }

    private static func group(
        _ items: [[UInt8]], _ names: inout Names
    ) throws(WitnessPolicyError.Reason) -> Rule {
        var rules: [Rule] = []
        for member in items.dropFirst(2) {
            guard let rule = names.rules[member], rule != .nobody else {
                throw .unknownName(text(member))
            }
            guard names.members.insert(member).inserted else { throw .memberTwice(text(member)) }
            rules.append(rule)
        }
        switch text(items[1]) {
        case "any": return .group(1, rules)
        case "all": return .group(rules.count, rules)
        default:
            guard let least = Decimal.parse(items[1]), (1...UInt64(rules.count)) ~= least else {
                throw .noThreshold(text(items[1]), members: rules.count)
            }
            return .group(Int(least), rules)
        }
    }

    /// Reads a key, which no other of its kind may wrap under another name: it would count twice.
    private static func key(
        _ item: [UInt8], _ type: NoteVerifierKey.SignatureType, besides others: [NoteVerifierKey]
    ) throws(WitnessPolicyError.Reason) -> NoteVerifierKey {
        let vkey = text(item)
        let key: NoteVerifierKey
        do throws(NoteKeyError) { key = try NoteVerifierKey(vkey: vkey) } catch {
            throw .key(error)
        }
        guard key.type == type else { throw .wrongType(vkey) }
        guard !others.contains(where: { $0.key.ed25519 == key.key.ed25519 }) else {
            throw .keyTwice(vkey)
        }
        return key
    }

    private static func text(_ octets: [UInt8]) -> String {
        String(decoding: octets, as: UTF8.self)
    }
}
