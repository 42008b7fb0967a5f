// SPDX-License-Identifier: Apache-2.0

import Wire

/// Entries of the log that answers show, each by itself or with some of its parts, gathered into one.
struct GatheredEntries {
    private var found: [Int64: Found] = [:]
    private var named: Set<Int64> = []

    /// What was shown of one entry.
    private struct Found {
        var members: [JSONMember]
        /// Parts with their paths, by their numbers.
        var shown: [Int64: JSONValue] = [:]
        /// All parts, where they are given.
        var parts: JSONValue?
    }

    /// The entries that are wanted, shown or not.
    var wanted: Set<Int64> { named.union(found.keys) }

    /// The entries that are shown, in order.
    var indices: [Int64] { found.keys.sorted() }

    /// What of them is withheld, counted by kind.
    var withheld: [String: Int] {
        var counts: [String: Int] = [:]
        for (index, entry) in found where wanted.contains(index) {
            if entry.members.contains(where: { $0.name == "withheld" }) {
                counts["entry", default: 0] += 1
            }
            let hidden = (entry.parts?.array ?? []).count { $0["leaf"] != nil }
            if hidden > 0 { counts["part", default: 0] += hidden }
        }
        return counts
    }

    /// The entries that messages of a thread follow, as far as their facts are shown.
    func followed(in thread: String) -> Set<Int64> {
        Set(
            found.values.compactMap { entry in
                let facts = entry.members.first { $0.name == "facts" }?.value
                return facts?["txn"]?.string == thread ? facts?["follows"]?.integer : nil
            })
    }

    /// Wants an entry, whose facts may be shown later.
    mutating func want(_ index: Int64) { named.insert(index) }

    /// Takes an expectation with its proofs.
    mutating func add(expectation: JSONNode) {
        for proof in [expectation["proof"]].compactMap(\.self) + expectation.list("verdict_proofs")
        {
            add(proof)
        }
        for entry in expectation.list("withheld_verdicts") { entry.integer.map { want($0) } }
        for mark in expectation.list("amended") { mark["index"]?.integer.map { want($0) } }
    }

    /// Takes a proof: an entry, with a part of it or without.
    mutating func add(_ proof: JSONNode) {
        guard let index = proof["index"]?.integer else { return }
        var entry =
            found[index]
            ?? Found(members: Self.members(proof, ["index", "entry", "facts", "facts_salt"]))
        if let number = proof["part_number"]?.integer {
            entry.shown[number] = .object(leavingOutNil: [
                "number": .integer(number), "part": proof["part"]?.value,
                "salt": proof["part_salt"]?.value, "path": proof["path"]?.value,
            ])
        }
        found[index] = entry
    }

    /// Takes an entry of `/log/facts`, which shows all that there is; unless it is not wanted.
    mutating func replace(with item: JSONNode) {
        guard let index = item["index"]?.integer, wanted.contains(index),
            item["withheld"] == nil || found[index] == nil
        else { return }
        var entry = Found(
            members: Self.members(item, ["index", "entry", "facts", "facts_salt", "withheld"]))
        if item["withheld"] == nil { entry.parts = item["parts"]?.value ?? .array([]) }
        found[index] = entry
    }

    /// The entry as a bundle has it, but for its path to the root.
    func json(_ index: Int64) -> JSONValue? {
        guard let entry = found[index] else { return nil }
        var members = entry.members
        if let parts = entry.parts {
            members.append(JSONMember("parts", parts))
        } else if !entry.shown.isEmpty {
            let shown = entry.shown.sorted { $0.key < $1.key }.map(\.value)
            members.append(JSONMember("shown", .array(shown)))
        }
        return .object(members)
    }

    private static func members(_ node: JSONNode, _ names: [String]) -> [JSONMember] {
        names.compactMap { name in node[name].map { JSONMember(name, $0.value) } }
    }
}
