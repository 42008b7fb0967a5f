// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Relay
import Safeguarding
import SampleTown
import Simulation

extension BrokerHost {
    /// What a sender is told.
    enum Verdict: Sendable {
        case accepted
        case refused([String])
    }

    /// The front door: nil when nobody answers, or only to say that it must be tried again.
    func receive(_ posted: Posted) async -> Verdict? {
        guard let running = serving else { return nil }
        do throws(StoreFailure) {
            let reception = try await running.broker.receive(posted.bytes, from: posted.sender.id)
            guard lives(running.number) else { return nil }
            switch reception {
            case .accepted(_, let entry, let salt):
                return await accepted(posted, entry, salt, running)
            case .repeated(_, let entry, let salt):
                return await accepted(posted, entry, salt, running)
            case .refused(let refusal):
                simulator.note("400 \(posted.name.token)")
                return .refused(refusal.reasons.map(\.code))
            }
        } catch {
            simulator.note("503 \(posted.name.token): \(error)")
            return nil
        }
    }

    private func accepted(
        _ posted: Posted, _ entry: LedgerEntry, _ salt: [UInt8]?, _ running: Running
    ) async -> Verdict? {
        if entry.index >= disk.confirmed(running.number) {
            witness.break(.inDoubt, "\(posted.name) was acknowledged before its commit returned")
        }
        let receipt: [UInt8]?
        do throws(StoreFailure) {
            receipt = try await running.broker.receipt(of: entry, salt: salt)
            if receipt == nil { witness.break(.proven, "\(posted.name) has no receipt") }
        } catch { receipt = nil }
        guard lives(running.number) else { return nil }
        witness.note(
            Witness.Answer(
                name: posted.name, bytes: posted.bytes, index: entry.index, receipt: receipt))
        return .accepted
    }

    /// The mailbox of an agency.
    func poll(_ poll: Poll, _ agency: AgencyID) async -> PollAnswer? {
        guard let running = serving else { return nil }
        let mailbox = Witness.Mailbox(incarnation: running.number, agency: agency)
        let start = witness.moment
        witness.reports(poll.acknowledged + poll.errors.map(\.token), mailbox)
        do throws(StoreFailure) {
            let answer = try await running.broker.poll(poll, mailbox: agency)
            guard lives(running.number) else { return nil }
            let refused = Set(poll.errors.map(\.token))
            witness.delivered(poll.acknowledged.filter { !refused.contains($0) }, mailbox)
            let names = answer.sets.map { set in
                witness.name(set.token, set.jws, broker: setting.broker)
            }
            witness.handedOut(
                names, mailbox, since: start,
                visibility: setting.limits.visibilityMilliseconds)
            if !names.isEmpty { simulator.note("\(agency) gets \(names.map(\.token))") }
            return answer
        } catch {
            simulator.note("503 poll of \(agency): \(error)")
            return nil
        }
    }
}
