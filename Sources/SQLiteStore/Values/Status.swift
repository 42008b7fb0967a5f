// SPDX-License-Identifier: Apache-2.0

/// What became of a message, as its column has it; the indexes say `status < 2` for what was let in.
enum MessageStatus: Int64, Sendable {
    case accepted = 0
    case issued = 1
    case refused = 2
}

/// How an expectation stands, as its column has it; the indexes say `state = 0` and `state < 2`.
enum ExpectationState: Int64, Sendable {
    case open = 0
    case missed = 1
    case met = 2
    case metLate = 3
    case withdrawn = 4
}
