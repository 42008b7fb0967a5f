// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import SQLiteStore
import Safeguarding
import Signing
import TransparencyLog

extension PlaceReport {
    /// Looks at the broker's keys: who may read them, and whether the halves of each pair match.
    ///
    /// That they are there and can be read, the configuration was refused without.
    mutating func lookAtKeys(_ configuration: Configuration) {
        let count = configuration.secrets.count
        if configuration.exposed.isEmpty {
            note("secret files: \(count), each readable by its owner alone")
        } else {
            warn(
                "secret files: others than their owner may read "
                    + configuration.exposed.joined(separator: ", ") + ": chmod them to 600")
        }
        lookAtSigningKey(configuration.setting.signature)
        lookAtLogKey(configuration.setting.noteSigner)
    }

    /// Tells of each file of certificates or revocation lists until when it is good.
    mutating func lookAtEnds(_ endings: [Ending], _ now: Instant) {
        for ending in endings.sorted(by: { ($0.until, $0.file) < ($1.until, $1.file) }) {
            let what = "\(ending.kind.words) \(ending.file)"
            switch ending.stage(at: now) {
            case .far: note("\(what): good until \(ending.until.rfc3339)")
            case .near(let days):
                warn(
                    "\(what): ends at \(ending.until.rfc3339), within \(days) "
                        + "\(days == 1 ? "day" : "days"): \(ending.kind.whatToDo)")
            case .over:
                warn(
                    "\(what): out of date since \(ending.until.rfc3339): \(ending.kind.whatToDo)")
            }
        }
    }

    /// What the broker signs must verify under the half that `/.well-known/jwks.json` publishes.
    private mutating func lookAtSigningKey(_ signature: BrokerSignature) {
        let (key, probe) = (signature.key.publicKey, Array("batond check".utf8))
        do {
            let signed = try signature.key.sign(probe, algorithm: signature.algorithm)
            try key.verify(signed, over: probe, algorithm: signature.algorithm)
            note("signing key: \(signature.algorithm.rawValue), published as `\(key.kid)`")
        } catch {
            complain(
                "signing key: what it signs does not verify under its public half (\(error)): "
                    + "`baton key new` makes a good pair", .configuration)
        }
    }

    /// What the log's key signs must verify under the key that nodes pin.
    private mutating func lookAtLogKey(_ signer: NoteSigner) {
        let key = signer.verifierKey
        let probe = Checkpoint(origin: key.name, size: 0, root: MerkleTree.emptyRoot)
        do {
            _ = try Checkpoint.verify(probe.signed(by: signer), log: key)
            note("log key: signs as \(key.vkey)")
        } catch {
            complain(
                "log key: what it signs does not verify (\(error)): `baton key new` makes a good "
                    + "pair", .configuration)
        }
    }

    /// The start will hold the store against what vouches for it outside; so it can be told before.
    mutating func look(at configuration: Configuration, beside store: SQLiteStore) async {
        do throws(StoreFailure) {
            let refusals = try await Vouched.refusals(of: store, under: configuration)
            for refusal in refusals { complain("checkpoint: \(refusal)", .configuration) }
            if refusals.isEmpty { try await tellOfCheckpoint(configuration, store) }
            await tellOfList(
                besides: configuration.places.store, store, isBehind: !refusals.isEmpty)
        } catch { complain("checkpoint: \(error.words)", .inputOutput) }
    }

    /// Tells what the list of purges and legal holds has that the store has not: where a store went back in
    /// time and the list says nothing of the time since, holds that were placed then are lost.
    private mutating func tellOfList(
        besides path: String, _ store: SQLiteStore, isBehind: Bool
    ) async {
        do throws(StoreFailure) {
            let names = try await store.namesToRepeat()
            if !names.isListKnown {
                warn(
                    "list: \(path).purged ends before what the store knew of it, or is another list: legal "
                        + "holds that were placed since may be lost, unless the newest list is put there. "
                        + "Ask each partnership for its holds before a purge is approved")
            } else if names.count > 0 {
                let what =
                    names.count == 1 ? "1 purge or hold" : "\(names.count) purges and legal holds"
                note("list: \(path).purged names \(what) that the start repeats")
            } else if isBehind {
                warn(
                    "list: \(path).purged names nothing that is younger than the store: legal holds that "
                        + "were placed since are lost, unless the newest list is put there. Ask each "
                        + "partnership for its holds before a purge is approved")
            }
            tellOfMissing(names.missing, path)
        } catch { complain("list: \(error.words)", .configuration) }
    }

    /// Tells of legal holds whose threads came after the backup: only people can answer them.
    private mutating func tellOfMissing(_ holds: [UnheldThread], _ path: String) {
        guard !holds.isEmpty else { return }
        let entries = holds.map { "\($0.entry)" }.joined(separator: ", ")
        let agencies = Set(holds.map(\.agency.uri)).sorted().joined(separator: ", ")
        warn(
            "list: \(path).purged names legal holds of threads that are not in the store, since it was "
                + "restored from before them: \(holds.count == 1 ? "entry" : "entries") \(entries) of then, "
                + "by \(agencies). Their agencies send the messages again, and the holds are placed again "
                + "by themselves; or who placed them ends them with `baton retention release`")
    }

    /// Tells how much the newest checkpoint vouches for, of a store that is not behind it.
    private mutating func tellOfCheckpoint(
        _ configuration: Configuration, _ store: SQLiteStore
    ) async throws(StoreFailure) {
        let path = configuration.places.checkpoint
        if let kept = try? KeptCheckpoint(path, log: configuration.setting.logKeys) {
            return note(
                "checkpoint: \(path) vouches for \(kept.checkpoint.size) entries, and the store has "
                    + "them")
        }
        let head = try await store.read { store throws(StoreFailure) in try store.head() }
        guard let size = head?.head.size else {
            return note("checkpoint: none is kept yet, the first start makes \(path)")
        }
        warn(
            "checkpoint: there is none at \(path), and the log has \(size) entries: whether the "
                + "store went back in time cannot be told. Put the file back; if it is lost, the next "
                + "start makes it")
    }
}

extension Ending.Kind {
    /// What it is, for a line.
    fileprivate var words: String {
        switch self {
        case .anchor: "anchor"
        case .authority: "authority"
        case .list: "revocation list"
        case .listener: "listener's certificate"
        case .clientAuthority: "authority of clients"
        case .clientList: "revocation list of clients"
        case .timestampAuthority: "time stamping authority"
        case .timestampList: "revocation list of a time stamping authority"
        }
    }
}
