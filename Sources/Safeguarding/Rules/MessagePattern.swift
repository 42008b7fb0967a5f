// SPDX-License-Identifier: Apache-2.0

/// The messages that open or meet an expectation.
package struct MessagePattern: Sendable, Hashable {
    /// The names of the event types, such as `referral.made`, of any version.
    package let types: Set<String>
    /// The same in order, as an expectation says what it waits for.
    package let typesInOrder: [String]
    /// Which particulars such a message must have.
    package let conditions: Conditions

    /// Describes messages of these types with these particulars.
    package init(types: Set<String>, conditions: Conditions = .none) {
        self.types = types
        typesInOrder = types.sorted()
        self.conditions = conditions
    }

    /// Whether a message of this type with these particulars is meant.
    package func matches(type: String, particulars: [String: String]) -> Bool {
        types.contains(type) && conditions.hold(for: particulars)
    }
}
