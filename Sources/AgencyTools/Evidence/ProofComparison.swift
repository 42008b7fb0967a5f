// SPDX-License-Identifier: Apache-2.0

import Wire

/// What came of holding a list against what was reckoned.
struct ProofComparison {
    /// How many are told as they were reckoned.
    var agreed = 0
    /// How many agree but for something that rests on entries whose facts are withheld, or may have more
    /// parts than are shown.
    var partly = 0
    /// How many are of restricted threads, whose facts are withheld.
    var restricted = 0
    /// How many entries are said to be purged, each of which may have been a message that is asked for.
    var purged = 0
    /// How many were not held against the log, since entries touch them that came while the list was made.
    var unchecked = 0
    /// Of how many parts of the messages only the leaf hash is told.
    var hidden = 0
    /// What rests on entries whose facts are withheld: the names of handoffs and expectations, and the index
    /// of a message of which that is amended or purged.
    var unproven: [String] = []
    /// What the log shows to be among those asked for and the list leaves out, because withheld entries are
    /// said to have decided otherwise: the names of expectations; nil where a list has no such.
    var excused: [String]?
    /// What differs, a sentence each.
    var differences: [String] = []

    /// Counts one that agrees, wholly or but for what it is named for.
    mutating func count(_ name: String, isProven: Bool) {
        if isProven {
            agreed += 1
        } else {
            partly += 1
            unproven.append(name)
        }
    }
}

extension ProofComparison {
    /// What the proof says, to a program.
    ///
    /// - Parameters:
    ///   - first: the entry with which the reading began.
    ///   - cosigned: how much of the log others have cosigned, where anybody has.
    /// - Throws: where anything differs.
    func proof(
        of reading: LogReading, from first: Int64, cosigned: JSONValue?
    ) throws(ToolFailure) -> JSONValue {
        guard differences.isEmpty else { throw LogAudit.failure(differences) }
        let counts = [
            ("first", first), ("agreed", Int64(agreed)), ("partly", Int64(partly)),
            ("restricted", Int64(restricted)), ("purged", Int64(purged)),
            ("unchecked", Int64(unchecked)), ("hidden", Int64(hidden)),
        ].map { JSONMember($0, .integer($1)) }
        let names = [("unproven", unproven), ("excused", excused)].compactMap { name, list in
            list.map { JSONMember(name, .array($0.map(JSONValue.string))) }
        }
        let seen = cosigned.map { [JSONMember("cosigned", $0)] } ?? []
        return .object(reading.proof + counts + names + seen)
    }

    /// What a proof says, to a person: a sentence each.
    ///
    /// - Parameter beginning: why the reading began where it did.
    static func sentences(of proof: JSONValue, beginning: String) -> [String] {
        func count(_ name: String) -> Int64 { proof[name]?.integer ?? 0 }
        let log = proof["origin"]?.string ?? "the log"
        let proven =
            "Proven: \(count("entries")) entries of \(log), from entry \(count("first")) on, "
            + "\(beginning), were read and held against its signed root; their facts give these "
            + "\(count("agreed") + count("partly")) and no others"
        let rest = onBrokersWord(proof)
        let isWhole = rest.isEmpty && count("unchecked") == 0
        return [proven + (isWhole ? "." : " but for what is named below.")] + rest
            + LogReading.sentences(of: proof)
    }

    /// What of the list is not proven, a sentence each.
    private static func onBrokersWord(_ proof: JSONValue) -> [String] {
        let sentences: [(String, (Int64) -> String)] = [
            (
                "partly",
                {
                    "something of \($0) of them, which entries or parts record that are withheld"
                        + "\(names("unproven", in: proof))."
                }
            ),
            (
                "excused",
                {
                    "that \($0) are none of them, which the log shows as such or as due and not judged, "
                        + "and which withheld entries are said to have decided otherwise"
                        + "\(names("excused", in: proof))."
                }
            ),
            (
                "hidden",
                { "what \($0) parts of them say, which are told by their hashes alone." }
            ),
            ("restricted", { "\($0) of restricted threads, whose facts are withheld." }),
            (
                "purged",
                { "\($0) entries that were read were purged, and what they were cannot be told." }
            ),
        ]
        let told = sentences.compactMap { member, sentence -> String? in
            let value = proof[member]
            guard let count = value?.integer ?? value?.array.map({ Int64($0.count) }), count > 0
            else { return nil }
            return sentence(count)
        }
        return (told + withheld(proof)).map { "On the broker's word: " + $0 }
    }

    /// What was read and is withheld for another reason than that it was purged: any of it may be what was
    /// asked for, so that a list is never whole beside it.
    private static func withheld(_ proof: JSONValue) -> [String] {
        (proof["withheld"]?.members ?? []).filter { $0.name != "purged" }.map { member in
            let reason = member.name.replacing("_", with: " ")
            return
                "what \(member.value.integer ?? 0) entries or parts say that are withheld (\(reason))."
        }
    }

    /// Why it is not proven that an empty list should be so; nil where it is.
    ///
    /// What is another partnership's, or of none, is in no list of this one.
    static func doubt(of proof: JSONValue) -> String? {
        func counts(_ member: String, _ words: String) -> [String] {
            (proof[member]?.members ?? [])
                .filter { ["restricted", "purged"].contains($0.name) }
                .map { "\($0.value.integer ?? 0) \(words) as \($0.name)" }
        }
        let told = counts("withheld", "entries") + counts("withheld_parts", "parts of entries")
        guard !told.isEmpty else { return nil }
        let all = told.joined(separator: ", ")
        return
            "Not proven that nothing was missed: withheld are \(all), and any of them may say so."
    }

    private static func names(_ member: String, in proof: JSONValue) -> String {
        let names = (proof[member]?.array ?? []).compactMap(\.string)
        return names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
    }
}
