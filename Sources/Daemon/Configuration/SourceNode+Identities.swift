// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Web

extension SourceNode {
    /// The agency's URI that stands here.
    func agencyID() throws(SourceFault) -> AgencyID {
        try identifier { (text) throws(IdentifierError) in try AgencyID(text) }
    }

    /// The partnership's URI that stands here.
    func partnershipID() throws(SourceFault) -> PartnershipID {
        try identifier { (text) throws(IdentifierError) in try PartnershipID(text) }
    }

    /// The moment that stands here: an RFC 3339 time, or a date, which means its start in UTC.
    func moment() throws(SourceFault) -> Instant {
        let text = try text()
        if let date = try? CalendarDate(text) {
            return Instant(seconds: Int64(date.dayNumber) * 86_400)
        }
        do {
            return try Instant(rfc3339: text)
        } catch {
            throw fault(
                "`\(text.prefix(40))` is neither a date nor a time",
                write: "one such as `2026-03-18` (its start in UTC) or `2026-03-18T09:00:00Z`")
        }
    }

    /// The address to listen at that stands here.
    func listenAddress() throws(SourceFault) -> ListenAddress {
        let text = try text()
        guard let address = ListenAddress(text) else {
            throw fault(
                "`\(text)` is no address to listen at",
                write: "one such as `127.0.0.1:8470`, `[::1]:8470` or `unix:/run/baton/http.sock`")
        }
        return address
    }
}
