// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Safeguarding

extension QuarantineFilter {
    /// Reads the parameters of `GET /quarantine`.
    init(_ parameters: Parameters) throws(Fault) {
        self.init()
        for (name, value) in parameters { try read(String(name), String(value)) }
    }

    private mutating func read(_ name: String, _ value: String) throws(Fault) {
        switch name {
        case "from": from = try Instant(parameter: value, named: name)
        case "to": to = try Instant(parameter: value, named: name)
        case "state": state = try Self.state(value)
        case "type": type = value
        case "code": code = try Self.code(value)
        case "jti": token = try Self.identifier(value, name, "a jti", TokenID.init)
        case "iss": issuer = try Self.identifier(value, name, "an agency's URI", AgencyID.init)
        case "cursor": after = try Self.cursor(value)
        case "purpose", "reference": break
        default:
            throw .badRequest(
                "`\(name)` is no filter; there are from, to, state, type, code, jti, iss and "
                    + "cursor.", at: name)
        }
    }

    private static func state(_ value: String) throws(Fault) -> QuarantineState {
        guard let state = QuarantineState(rawValue: value) else {
            let words = QuarantineState.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badRequest("`state` must be one of \(words).", at: "state")
        }
        return state
    }

    private static func code(_ value: String) throws(Fault) -> String {
        guard Refusal.codes.contains(value) else {
            throw .badRequest("`code` must be one that a refusal names.", at: "code")
        }
        return value
    }

    private static func cursor(_ value: String) throws(Fault) -> Int64 {
        guard let entry = Int64(value), (0..<Int64.max).contains(entry) else {
            throw .badRequest("`cursor` must be one that a page gave as `next`.", at: "cursor")
        }
        return entry
    }

    private static func identifier<ID>(
        _ value: String, _ name: String, _ what: String,
        _ read: (String) throws(IdentifierError) -> ID
    ) throws(Fault) -> ID {
        do throws(IdentifierError) { return try read(value) } catch {
            throw .badRequest("`\(name)` must be \(what): \(error.description)", at: name)
        }
    }
}
