// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Simulation

/// Whose message, under which `jti`: what names it for ever.
struct MessageName: Sendable, Hashable, CustomStringConvertible {
    let issuer: AgencyID
    let token: TokenID

    var description: String { "\(token) of \(issuer)" }
}

/// A message that a run posts, and what must become of it.
struct Posted: Sendable {
    let name: MessageName
    let letter: Letter
    let bytes: [UInt8]
    let sender: Resident
    /// Who must receive it, by the town's agreements and subscriptions, worked out here once more.
    let recipients: [AgencyID]
    /// The kind of notice that its sender must get of its routing, if any.
    let notice: String?
    /// The rules of which it opens an expectation.
    let rules: [String]
    /// Whether it is well formed; what is not is refused.
    let isGood: Bool

    init(
        _ letter: Letter, from sender: Resident, to addressed: [Resident], in town: SampleTown,
        isGood: Bool = true, answeringTo issuers: [AgencyID] = []
    ) throws {
        self.letter = letter
        self.sender = sender
        self.isGood = isGood
        bytes = try letter.bytes()
        name = MessageName(issuer: sender.id, token: letter.jti)
        let isReferral = letter.event.contains("referral.made")
        let wanted = Set(addressed.map(\.id) + issuers + (isReferral ? [town.health.id] : []))
            .subtracting([sender.id])
        // No agreement lets a referral go to the school.
        recipients = wanted.filter { !isReferral || $0 != town.school.id }.sorted()
        // Who holds the front door owes an answer to each referral; a sender is told who does not
        // get what he should, and else that nobody does.
        let isShort =
            isReferral && sender.id != town.council.id && !recipients.contains(town.council.id)
        notice =
            recipients.count < wanted.count
            ? "excluded" : recipients.isEmpty ? "unrouted" : isShort ? "excluded" : nil
        rules =
            letter.event.contains("referral.decided")
            ? ["R15", "R3", "R4"]
            : isReferral && recipients.contains(town.council.id) ? ["R1", "R2"] : []
    }
}

extension Chance {
    /// A UUID that the seed decides.
    mutating func uuid() -> String {
        var bytes = bytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        let hex = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }
            .joined(separator: "-")
    }
}

extension [UInt8] {
    /// A token without its signature.
    var signingInput: ArraySlice<UInt8> { self[..<(lastIndex(of: UInt8(ascii: ".")) ?? 0)] }
}
