// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Ledger
import Safeguarding
package import Signing
package import Wire

/// Which of the documents that were in force a viewer of a thread is given with it: keys and
/// certificates to verify its messages, the schemas, rules and calendars that judged it.
///
/// The configuration itself is never among them: it names the agreements of other partnerships, and who
/// may read what. Its digest and the entry that put it in force are given instead. Neither are the
/// keys and packs that the viewer's part of the thread does not need.
package struct ThreadDocuments: Sendable {
    private let report: ThreadReport
    private let withheld: [(kind: String, count: Int)]
    private let loads: [(entry: Int64, facts: LoadedFacts)]
    /// Whose messages the viewer may verify: issuer and `kid` of each, as the roles of keys have them.
    private let signers: Set<String>
    /// The event types of all that is told.
    private let types: Set<String>
    /// The packs and the calendars by which something was expected.
    private let (packs, calendars): (Set<String>, Set<String>)

    /// Looks through the loads that were in force for a thread.
    ///
    /// - Parameter report: what the viewer may see of the thread.
    /// - Parameter messages: all messages of the thread.
    package init(
        _ report: ThreadReport, messages: [MessageRecord],
        loads: [(entry: Int64, facts: LoadedFacts)], for viewer: Viewer
    ) {
        self.report = report
        self.loads = loads
        withheld = report.leftOut(of: messages, for: viewer)
        signers = Set(
            Self.arrivals(in: report).map { "\($0.message.issuer.uri):\($0.message.kid)" })
        types = Set(report.steps.map(\.message.type.name))
        packs = Set(report.expectations.map(\.expectation.terms.pack))
        calendars = Set(report.expectations.map(\.expectation.terms.calendar))
    }

    /// The documents that are wanted by themselves: role, digest, and the loads that named it.
    ///
    /// - Parameter read: the text of a document, which may name others: an overlay its base, a schema
    ///   those that it refers to.
    package func chosen<Failure: Error>(
        _ read: (SHA256Digest) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> [Document] {
        var chosen: [Document] = []
        for (entry, facts) in loads {
            var waiting = facts.documents.keys.filter(wants).sorted()
            var seen = Set(waiting)
            while let role = waiting.popLast() {
                guard let digest = facts.documents[role] else { continue }
                let bytes: [UInt8]
                if let at = chosen.firstIndex(where: { $0.role == role && $0.digest == digest }) {
                    chosen[at].loads.append(entry)
                    bytes = chosen[at].bytes
                } else {
                    guard let text = try read(digest) else { continue }
                    bytes = text
                    chosen.append(
                        Document(role: role, digest: digest, loads: [entry], bytes: bytes))
                }
                // What it names may be another in each load, though it is the same itself.
                let named = Self.named(by: role, bytes, among: facts.documents.keys)
                waiting += named.filter { seen.insert($0).inserted }
            }
        }
        return chosen.sorted { ($0.role, $0.digest) < ($1.role, $1.digest) }
    }

    /// A document as it was in force.
    package struct Document: Sendable, Hashable {
        /// What it was in force as, such as `rules:demo`.
        package let role: String
        /// SHA-256 of its bytes.
        package let digest: SHA256Digest
        /// The entries that put it in force.
        package var loads: [Int64]
        /// What it says.
        package let bytes: [UInt8]
    }

    private func wants(_ role: String) -> Bool {
        let kind = role.prefix { $0 != ":" }
        let name = role.dropFirst(kind.count + 1)
        switch kind {
        case "certificate", "revocation-list", "witness-policy": return true
        case "key":
            return signers.contains(String(name))
        case "schema": return types.contains { name.contains("/\($0)/") }
        case "rules": return packs.contains(String(name))
        case "calendar", "school-calendar": return calendars.contains { $0.contains(name) }
        default: return false
        }
    }

    /// The steps that brought a message whose sender the viewer may know.
    private static func arrivals(in report: ThreadReport) -> [ThreadReport.Step] {
        report.withholdsAgencies
            ? []
            : report.steps.filter {
                $0.kind.isArrival && !(report.isOverseen && $0.isRestricted)
            }
    }

    /// Those of some roles that a schema refers to by their whole names, or that a pack lies over.
    private static func named<Roles: Collection<String>>(
        by role: String, _ bytes: [UInt8], among roles: Roles
    ) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        if role.hasPrefix("rules:") {
            let base = (try? RulePack.base(in: text, file: role)) ?? nil
            return roles.filter { $0 == base.map { "rules:\($0)" } }
        }
        let schema = "schema:"
        guard role.hasPrefix(schema) else { return [] }
        return roles.filter { other in
            let name = other.dropFirst(schema.count)
            return other.hasPrefix(schema)
                && (text.contains("\(name)\"") || text.contains("\(name)#"))
        }
    }

    /// The answer of `GET /audit/thread/{txn}/documents`.
    package func json(_ documents: [Document]) -> JSONValue {
        [
            "txn": .string(report.thread.text),
            "items": .array(
                documents.map { document in
                    [
                        "role": .string(document.role),
                        "sha256": .string(Hex.encode(document.digest.bytes)),
                        "loads": .array(document.loads.map(JSONValue.integer)),
                        "content": .string(Base64.encode(document.bytes)),
                    ]
                }),
            "configurations": .array(
                loads.compactMap { load in
                    load.facts.documents["configuration"].map {
                        [
                            "load": .integer(load.entry),
                            "sha256": .string(Hex.encode($0.bytes)),
                        ]
                    }
                }),
            "withheld": .array(
                withheld.map {
                    ["kind": .string($0.kind), "count": .integer(Int64($0.count))]
                }),
        ]
    }
}
