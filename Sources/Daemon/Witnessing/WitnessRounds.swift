// SPDX-License-Identifier: Apache-2.0

package import Logging
package import Relay
import Safeguarding
import TransparencyLog

/// Asks witnesses to cosign the newest checkpoint, round by round, beside everything else: no message
/// waits for a witness, and one that is down is asked again later.
package struct WitnessRounds: Sendable {
    private let broker: Broker
    private let world: World
    private let logger: Logger
    private let book: WitnessBook
    private var standings: [NoteVerifierKey: WitnessStanding] = [:]
    private let remembered: [String: UInt64]
    /// How far those witnesses have seen that have seen more than the log has, by their names in the book.
    private(set) var ahead: [String: UInt64] = [:]
    /// What was written to the book last.
    private var kept: (sizes: [String: UInt64], cosigned: UInt64)

    /// How often a witness is asked again within a round, when it has seen another checkpoint last.
    static let mostAsks = 3
    /// The most bytes that an answer may have.
    static let answerBytes = 16 << 10

    /// Takes up what an earlier run has kept.
    ///
    /// - Parameter store: the path of the store, beside which the book lies.
    /// - Parameter serves: whether the broker serves, and is to show the newest cosigned checkpoint.
    package init(
        _ broker: Broker, beside store: String, world: World, logger: Logger, serves: Bool = true
    ) {
        self.broker = broker
        self.world = world
        self.logger = logger
        book = WitnessBook(beside: store)
        remembered = book.sizes()
        let old = book.cosigned(log: broker.setting.logKeys)
        if serves, let old {
            broker.cosignatures.restore(
                old.note, size: old.size, setting: broker.setting.witnessing)
        }
        kept = (remembered, old?.size ?? 0)
        if book.hasConflict { tell("an earlier run wrote it down", of: "a witness") }
    }

    /// Asks every witness that is due.
    ///
    /// - Parameter isStart: asks all of them: what the book says of one was restored with the store.
    package mutating func round(_ call: @escaping OutboundCall, isStart: Bool = false) async {
        let setting = broker.setting.witnessing
        broker.tally.show(isContradicted: book.hasConflict)
        guard !setting.members.isEmpty, let (note, size) = await newest(),
            let times = try? await broker.cosignatureTimes()
        else { return }
        let time = world.steady()
        let due = setting.members.compactMap { member -> Asking? in
            let standing = standing(of: member.key)
            guard let url = member.url, isStart || standing.isDue(for: size, at: time) else {
                return nil
            }
            return Asking(
                broker: broker, key: member.key, url: url, note: note, size: size, time: time,
                times: times, standing: standing)
        }
        // All at once, so that one that does not answer keeps none of the others waiting.
        let heard = await withTaskGroup(of: Asking.self) { group in
            for asking in due {
                group.addTask {
                    var asking = asking
                    await asking.ask(call)
                    return asking
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for asking in heard { take(asking, setting) }
        keep()
    }

    private func standing(of key: NoteVerifierKey) -> WitnessStanding {
        standings[key] ?? WitnessStanding(size: remembered[key.bookName] ?? 0)
    }

    /// The newest checkpoint; nil when there is none, or the store does not give it.
    private func newest() async -> (SignedNote, UInt64)? {
        guard let checkpoint = try? await broker.checkpoint(),
            let note = try? SignedNote(parsing: checkpoint.note)
        else { return nil }
        return (note, UInt64(checkpoint.size))
    }

    private mutating func take(_ asking: Asking, _ setting: WitnessSetting) {
        standings[asking.key] = asking.standing
        for finding in asking.findings {
            broker.tally.count("witness_answers", ("outcome", finding.word))
            switch finding {
            case .cosigned(let signature):
                broker.cosignatures.add(
                    signature, to: asking.note, size: asking.size, setting: setting)
            case .behind: break
            case .ahead(let seen, _):
                ahead[asking.key.bookName] = seen
                contradict(finding, asking)
            case .conflict: contradict(finding, asking)
            case .unknownLog:
                warn(asking.key, "it does not know this log: its operator must add it")
            case .notTrusted: warn(asking.key, "it does not believe the log's signature")
            case .unreachable where asking.standing.failures == 1:
                warn(asking.key, "it does not answer")
            case .wrong(let why) where asking.standing.failures == 1: warn(asking.key, why)
            case .unreachable, .wrong: break
            }
        }
    }

    private func warn(_ key: NoteVerifierKey, _ why: String) {
        logger.warning(
            "a witness does not cosign", metadata: ["witness": "\(key.name)", "why": "\(why)"])
    }

    /// A contradiction is told, counted, and stays until somebody has looked at it.
    private func contradict(_ finding: WitnessFinding, _ asking: Asking) {
        let why = finding.contradiction ?? finding.word
        do throws(FileFault) {
            try book.add(
                conflict: "\(broker.now.rfc3339) \(asking.key.name): \(why)", of: asking.note)
        } catch {
            logger.error("a witness's words cannot be kept", metadata: ["why": "\(error)"])
        }
        broker.tally.show(isContradicted: true)
        tell(why, of: asking.key.name.text, finding.sizes)
    }

    private func tell(_ why: String, of witness: String, _ sizes: Logger.Metadata = [:]) {
        let told: Logger.Metadata = [
            "witness": "\(witness)", "why": "\(why)", "file": "\(book.conflictPath)",
        ]
        logger.error(
            "a witness contradicts the log", metadata: told.merging(sizes) { own, _ in own })
    }

    private mutating func keep() {
        let sizes = Dictionary(
            uniqueKeysWithValues: standings.map { ($0.key.bookName, $0.value.size) })
        let cosigned = broker.cosigned
        do throws(FileFault) {
            if sizes != kept.sizes {
                try book.keep(remembered.merging(sizes) { _, new in new })
                kept.sizes = sizes
            }
            guard let cosigned else { return }
            broker.tally.show(witnessed: cosigned.size)
            guard cosigned.size > kept.cosigned else { return }
            try book.keep(cosigned.note)
            kept.cosigned = cosigned.size
        } catch {
            logger.error("a witness's words cannot be kept", metadata: ["why": "\(error)"])
        }
    }
}

/// One witness that is asked about one checkpoint.
private struct Asking: Sendable {
    let broker: Broker
    let key: NoteVerifierKey
    let url: String
    let note: SignedNote
    let size: UInt64
    let time: Int64
    let times: CosignatureTimes
    var standing: WitnessStanding
    var findings: [WitnessFinding] = []

    /// Asks, and again from where the witness says that it stands.
    ///
    /// Where it has seen more than the log has, as far as is known, nothing can be proven from there: it
    /// is asked from the beginning, and says where it stands.
    mutating func ask(_ call: OutboundCall) async {
        for _ in 0..<WitnessRounds.mostAsks {
            let seen = standing.size > size ? 0 : standing.size
            guard let proof = try? await broker.consistency(from: seen, to: size) else { return }
            let request = AddCheckpoint(oldSize: seen, proof: proof.hashes, checkpoint: note)
            let reply = await call(
                OutboundRequest(
                    url: "\(url)/add-checkpoint", type: "text/plain; charset=utf-8",
                    body: request.bytes, answerLimit: WitnessRounds.answerBytes))
            let finding = standing.hear(
                reply, to: request, of: size, from: key, at: time, within: times)
            findings.append(finding)
            guard finding == .behind else { return }
        }
    }
}

extension WitnessFinding {
    /// What lies between the two sizes, for whoever looks for it by fields.
    fileprivate var sizes: Logger.Metadata {
        guard case .ahead(let seen, let stored) = self else { return [:] }
        return ["seen": "\(seen)", "stored": "\(stored)"]
    }
}

extension NoteVerifierKey {
    /// The name and the key's identifier, as the book has them.
    fileprivate var bookName: String {
        vkey.split(separator: "+").prefix(2).joined(separator: "+")
    }
}
