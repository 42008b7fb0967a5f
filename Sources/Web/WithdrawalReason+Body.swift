// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension WithdrawalReason {
    /// Reads the body of a withdrawal: `{"reason":"<one of the list>"}` and nothing else.
    init(body: [UInt8]) throws(Fault) {
        let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
        let document = try? JSONDocument(parsing: body, limits: .schema)
        guard let root = document?.root, root.kind == .object else {
            throw .badRequest(
                "A withdrawal must be a JSON object such as "
                    + "{\"reason\":\"\(Self.sentInError.rawValue)\"}.")
        }
        for member in root.members where member.name.string != "reason" {
            throw .badRequest("A withdrawal has one member, `reason`.")
        }
        guard let reason = root["reason"]?.string.flatMap(Self.init(rawValue:)) else {
            throw .badRequest("`reason` must be one of \(words).", at: "/reason")
        }
        self = reason
    }
}
