// SPDX-License-Identifier: Apache-2.0

/// What has to come for an expectation to be met.
package struct Expected: Sendable, Hashable {
    /// The messages that meet it; no types at all mean any message.
    ///
    /// Where the message that opens is itself what is looked at, these are the messages that open.
    package let pattern: MessagePattern
    /// An agency of each of these roles must stand as present in the answer's attendance list.
    package let attendedBy: Set<Role>
    /// One expectation for each of these roles (`per: role`): met when such a message of the same
    /// matter goes to the role's agency.
    package let eachTo: [Role]
    /// Whether the attendance list of the message that opens decides at once: each agency that
    /// stands on it owes to have come (`per: attendee`).
    package let isAttendance: Bool
    /// Whether the message that opens also meets, at its receipt: for what must be recorded and
    /// sent round within a time of having happened.
    package let isItself: Bool

    /// Describes what has to come; most rules name messages and nothing else.
    package init(
        _ pattern: MessagePattern, attendedBy: Set<Role> = [], eachTo: [Role] = [],
        isAttendance: Bool = false, isItself: Bool = false
    ) {
        self.pattern = pattern
        self.attendedBy = attendedBy
        self.eachTo = eachTo
        self.isAttendance = isAttendance
        self.isItself = isItself
    }

    /// Any message at all will do, as a sign of life does.
    package static let anything = Expected(MessagePattern(types: []))

    /// Whether any message at all will do.
    package var isAnything: Bool { pattern.types.isEmpty && !isAttendance && !isItself }
}
