// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// How far the clock of a node is from the broker's, as far as its messages can tell: a value.
///
/// `iat` minus the receipt is the node's clock against the broker's, less the time that the message was
/// on its way. What was fastest says most, so the greatest of one to two hours of messages counts:
/// above zero it proves that the node's clock is ahead; below, its clock is behind or all its messages
/// waited before they were sent. A clock that was set is believed sooner: were it still ahead, several
/// messages in a row would each have waited for just as long as it is. `iat` has whole seconds (RFC 7519
/// section 2, as Baton signs it), so that a second is in doubt either way.
package struct NodeClock: Sendable, Hashable {
    /// When the last of its messages came.
    package private(set) var lastAt: Instant
    private var spanBegan: Instant
    private var greatest: Int64
    private var before: Int64?
    /// The fastest of the messages in a row that were right, since the last that was ahead.
    private var fastestRight: Int64?
    /// How many those were.
    private var rightInARow = 0

    /// For how long the greatest difference counts at least, in milliseconds; after twice as long
    /// it is forgotten.
    package static let span: Int64 = 3_600_000
    /// A difference that nobody need mend, in milliseconds.
    package static let tolerated: Int64 = 5_000
    /// How many right messages in a row show that a clock which was ahead has been set.
    package static let provingRight = 3

    /// The first message of a node.
    init(issuedAt: Instant, receivedAt: Instant) {
        lastAt = receivedAt
        spanBegan = receivedAt
        greatest = issuedAt.milliseconds(since: receivedAt)
        weigh(greatest, at: receivedAt)
    }

    /// Another message.
    mutating func note(issuedAt: Instant, receivedAt: Instant) {
        let difference = issuedAt.milliseconds(since: receivedAt)
        lastAt = max(lastAt, receivedAt)
        let passed = receivedAt.milliseconds(since: spanBegan)
        if passed < Self.span {
            greatest = max(greatest, difference)
        } else {
            before = passed < 2 * Self.span ? greatest : nil
            (spanBegan, greatest) = (receivedAt, difference)
        }
        weigh(difference, at: receivedAt)
    }

    /// Takes back that the clock is ahead, once enough messages in a row were right.
    ///
    /// What waited before it was sent says nothing of that, either way.
    private mutating func weigh(_ latest: Int64, at now: Instant) {
        guard latest <= Self.tolerated else {
            (rightInARow, fastestRight) = (0, nil)
            return
        }
        guard latest >= -Self.tolerated else { return }
        rightInARow += 1
        let fastest = max(latest, fastestRight ?? latest)
        fastestRight = fastest
        guard rightInARow >= Self.provingRight, difference > Self.tolerated else { return }
        (spanBegan, greatest, before) = (now, fastest, nil)
    }

    /// The node's clock minus the broker's, in milliseconds.
    package var difference: Int64 { max(greatest, before ?? greatest) }

    /// What is to be said of it.
    package var standing: Standing {
        if difference > Self.tolerated { return .ahead }
        return difference < -Self.tolerated ? .behind : .right
    }

    /// What is to be said of a node's clock.
    package enum Standing: String, Sendable, Hashable, CaseIterable {
        /// Nothing: it is right within what is tolerated.
        case right
        /// It is ahead of the broker's.
        case ahead
        /// It is behind the broker's, or its messages wait before they are sent.
        case behind
    }
}
