// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What a person writes for an event type: `referral.made`, which is version 1, or the whole URI.
package enum EventTypeName {
    /// The type that is meant.
    package static func type(_ text: String) throws(ToolFailure) -> EventType {
        do throws(IdentifierError) {
            return text.contains("/") ? try EventType(uri: text) : try EventType(named: text)
        } catch {
            throw ToolFailure(.usage, error.description)
        }
    }
}
