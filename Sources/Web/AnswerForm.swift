// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// The forms in which one thing can be answered.
enum AnswerForm: String, Sendable, Hashable {
    case json = "application/json"
    case csv = "text/csv"
    case text = "text/plain"
    /// The message itself, byte for byte.
    case message = "application/secevent+jwt"
}

extension Request {
    /// The form that the caller wants most of those that a door has, of which the first is the usual one.
    ///
    /// Who chooses by this says so in the answer: `Vary: Accept` (RFC 9110 section 12.5.5).
    func form(of forms: AnswerForm...) -> AnswerForm {
        let choice = AcceptedTypes(headers[.accept]).choice(of: forms.map(\.rawValue))
        return choice.flatMap(AnswerForm.init(rawValue:)) ?? .json
    }
}
