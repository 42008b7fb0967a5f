// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

extension EvidenceCheck {
    /// The stamps of time authorities: over earlier checkpoints, which this one continues, and over earlier
    /// stamps, which were stamped again before their certificates ended.
    mutating func checkTimestamps(
        log key: LogKeys, until newest: Checkpoint
    ) throws(EvidenceFault) {
        let path = "timestamps.json"
        let items = try json(path).needed("items", of: path)
        guard !items.isEmpty else {
            return note(
                .said, "time",
                "the bundle has no stamp of a time authority over the log; its times are the "
                    + "broker's word")
        }
        var tokens: [Int64: [UInt8]] = [:]
        for item in items {
            try (item["renews"] == nil ? ToldMembers.stamp : .renewal).check(item, path)
            let token = try Self.token(item, path)
            if item["renews"] == nil {
                let older = try stamped(item, token, path, log: key)
                try check(item, older, isContinuedBy: newest, path)
            } else {
                try checkRenewal(item, token, of: tokens, path)
            }
            guard let number = item["number"]?.integer else {
                throw EvidenceFault(path, "has a stamp whose number is none")
            }
            guard tokens.updateValue(token, forKey: number) == nil else {
                throw EvidenceFault(path, "has two stamps of the number \(number)")
            }
        }
    }

    private static func token(_ item: JSONNode, _ path: String) throws(EvidenceFault) -> [UInt8] {
        guard let token = item.text("token").flatMap({ try? Base64.decode($0) }) else {
            throw EvidenceFault(path, "has a stamp that is not base64")
        }
        return token
    }

    private func check(
        _ item: JSONNode, _ older: Checkpoint, isContinuedBy newest: Checkpoint, _ path: String
    ) throws(EvidenceFault) {
        let hashes = item.list("consistency").compactMap(\.digest)
        do throws(ProofError) {
            try ConsistencyProof(oldSize: older.size, newSize: newest.size, hashes: hashes)
                .check(oldRoot: older.root, newRoot: newest.root)
        } catch {
            throw EvidenceFault(
                path, "the stamped checkpoint of \(older.size) is not continued: \(error)")
        }
    }

    private mutating func stamped(
        _ item: JSONNode, _ token: [UInt8], _ path: String, log key: LogKeys
    ) throws(EvidenceFault) -> Checkpoint {
        guard let text = item.text("checkpoint"),
            let note = try? SignedNote(parsing: Array(text.utf8)),
            let older = try? key.verify(note).checkpoint
        else { throw EvidenceFault(path, "has a stamp whose checkpoint does not hold") }
        guard item["size"]?.integer == Int64(clamping: older.size) else {
            throw EvidenceFault(
                path,
                "has a stamp of \(item["size"]?.integer ?? 0) entries over a checkpoint of \(older.size)"
            )
        }
        let time = try time(of: token, over: SHA256.digest(of: note.text), item, path)
        if let time {
            let entries = Words.count(Int(clamping: older.size), "entry was", "entries were")
            self.note(.proven, "time", "\(entries) there at \(time)")
        } else {
            self.note(
                .said, "time",
                "\(Self.words(item)) stamped "
                    + Words.count(Int(clamping: older.size), "entry", "entries") + Self.advice(item)
            )
        }
        return older
    }

    /// A renewal: the root of the tree over the tokens of a range (RFC 6962), with the paths of those of them
    /// that the bundle has.
    private mutating func checkRenewal(
        _ item: JSONNode, _ token: [UInt8], of tokens: [Int64: [UInt8]], _ path: String
    ) throws(EvidenceFault) {
        guard let renewed = item.renewed else {
            throw EvidenceFault(path, "has a stamp that renews nothing")
        }
        var (roots, last) = (Set<SHA256Digest>(), Int64(0))
        let covers = try item.needed("covers", of: path)
        for cover in covers {
            guard let number = cover["number"]?.integer, number > last,
                renewed.contains(number), let older = tokens[number]
            else { throw EvidenceFault(path, "renews a stamp that the bundle does not have") }
            let hashes = cover.list("path").compactMap(\.digest)
            let proof = InclusionProof(
                index: UInt64(number - renewed.lowerBound), size: UInt64(renewed.count),
                hashes: hashes)
            guard hashes.count == cover.list("path").count,
                let root = try? proof.root(fromLeaf: MerkleTree.leafHash(of: older))
            else { throw EvidenceFault(path, "has a stamp that renews others by no path") }
            roots.insert(root)
            last = number
        }
        guard let root = roots.first, roots.count == 1 else {
            throw EvidenceFault(path, "has a stamp that renews others by paths to several roots")
        }
        let time = try time(of: token, over: root, item, path)
        if let time {
            let stamps = Words.count(covers.count, "of these stamps was", "of these stamps were")
            note(.proven, "time", "\(stamps) stamped again at \(time)")
        } else {
            note(
                .said, "time",
                "\(Self.words(item)) stamped \(covers.count) of these stamps again\(Self.advice(item))"
            )
        }
    }

    /// The time that a token says, where an authority is trusted that signed it; nil where none is, and only
    /// what it is over and which time it says was looked at.
    private func time(
        of token: [UInt8], over digest: SHA256Digest, _ item: JSONNode, _ path: String
    ) throws(EvidenceFault) -> String? {
        guard let authorities else {
            // The imprint stands in the token as an OCTET STRING of 32 bytes.
            guard token.firstRange(of: [0x04, 0x20] + digest.bytes) != nil else {
                throw EvidenceFault(path, "has a stamp over something else than it is shown for")
            }
            _ = try Self.time(item, path) { () throws(TimestampFault) in
                try TimestampInfo(unverified: token)
            }
            return nil
        }
        return try Self.time(item, path) { () throws(TimestampFault) in
            try authorities.verify(token, over: MessageImprint(digest)).info
        }
    }

    /// The time that a token says, which is the one that is told of it.
    private static func time(
        _ item: JSONNode, _ path: String, _ read: () throws(TimestampFault) -> TimestampInfo
    ) throws(EvidenceFault) -> String {
        let time: Instant
        do throws(TimestampFault) {
            time = Instant(milliseconds: try read().genTimeMilliseconds)
        } catch {
            throw EvidenceFault(path, "has a stamp that does not hold: \(error)")
        }
        guard item.text("at").flatMap({ try? Instant(rfc3339: $0) })?.seconds == time.seconds else {
            throw EvidenceFault(path, "tells another time than its stamp")
        }
        return time.rfc3339
    }

    private static func words(_ item: JSONNode) -> String {
        "\(item.text("authority") ?? "somebody") is said to have"
    }

    private static func advice(_ item: JSONNode) -> String {
        " at \(item.text("at") ?? "no time"); give --authorities with its certificates to check it"
    }
}
