// SPDX-License-Identifier: Apache-2.0

import Wire

extension EvidenceCheck {
    /// Whatever the facts of a load name and a thread needs is in the bundle: authorities, lists and witness
    /// policies all of them, keys, schemas, rule packs and calendars as far as the thread tells of them.
    ///
    /// One that is taken out may be that which revokes a certificate, or by which something was due.
    func checkNothingInForceIsLeftOut(_ documents: EvidenceDocuments) throws(EvidenceFault) {
        let needed = NeededDocuments(try bundle.json("thread.json"), entries)
        for (load, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard entry.facts?.text("kind") == "loaded", let named = entry.facts?["documents"]
            else { continue }
            let (roles, further) = (documents.roles(in: load), documents.named(firstIn: load))
            for role in named.members.compactMap(\.name.string).sorted()
            where needed.contains(role, in: load) || further.contains(role) {
                guard roles.contains(role) else {
                    throw EvidenceFault(
                        "documents.json", "leaves out \(role), which entry \(load) put in force")
                }
            }
        }
    }
}

/// The documents that a thread needs of those that were in force, by the rule that the broker gives them by
/// (`/audit/thread/{txn}/documents`).
private struct NeededDocuments {
    private var types: Set<String> = []
    private var packs: Set<String> = []
    private var calendars: Set<String> = []
    /// The roles of the senders' keys, by the entry of the load under which each message came.
    private var keys: [Int64: Set<String>] = [:]

    init(_ thread: JSONNode, _ entries: [Int64: ShownEntry]) {
        for step in thread.list("steps") {
            if let type = step.text("type") { types.insert(type) }
            // Of a step whose sender is withheld, no key is given.
            guard ToldTerms.isArrival(step.text("kind")), let sender = step.text("iss"),
                let facts = step["index"]?.integer.flatMap({ entries[$0]?.facts }),
                let load = facts["config"]?.integer, let kid = facts.text("kid")
            else { continue }
            keys[load, default: []].insert("key:\(sender):\(kid)")
        }
        for expectation in thread.list("expectations") {
            if let pack = expectation.text("pack") { packs.insert(pack) }
            if let calendar = expectation.text("calendar") { calendars.insert(calendar) }
        }
    }

    func contains(_ role: String, in load: Int64) -> Bool {
        let kind = String(role.prefix { $0 != ":" })
        let name = String(role.dropFirst(kind.count + 1))
        return switch kind {
        case "certificate", "revocation-list", "witness-policy", "configuration": true
        case "key": keys[load]?.contains(role) ?? false
        case "schema": types.contains { name.contains("/\($0)/") }
        case "rules": packs.contains(name)
        case "calendar", "school-calendar": calendars.contains { $0.contains(name) }
        default: false
        }
    }
}
