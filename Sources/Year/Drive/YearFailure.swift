// SPDX-License-Identifier: Apache-2.0

/// Why a year cannot be driven to its end.
package enum YearFailure: Error, Hashable, CustomStringConvertible {
    /// The broker refused a message of the plan, in which all are good.
    case refused(type: String, jti: String, String)
    /// There is no profile of that name.
    case unknownProfile(String)

    /// What is wrong, for whoever works on the plan.
    package var description: String {
        switch self {
        case .refused(let type, let jti, let why):
            "The broker refused a \(type) of the plan (jti \(jti)): \(why)"
        case .unknownProfile(let name): "There is no profile `\(name)`"
        }
    }
}
