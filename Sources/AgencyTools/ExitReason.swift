// SPDX-License-Identifier: Apache-2.0

/// How the program ended, as shells and service managers read it (the numbers of sysexits).
package enum ExitReason: Int32, Sendable, Hashable, CaseIterable {
    /// Everything was done.
    case success = 0
    /// The command line is wrong.
    case usage = 64
    /// A message, a file or a proof is wrong: it was refused, and sending it again changes nothing.
    case data = 65
    /// The broker cannot be reached, or does not answer as one.
    case unavailable = 69
    /// A file or the terminal cannot be read or written.
    case inputOutput = 74
    /// The broker asks to be left alone for a while; the same may be tried again later.
    case tryLater = 75
    /// The node file, the key or the shipped data is wrong.
    case configuration = 78
}
