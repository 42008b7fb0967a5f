// SPDX-License-Identifier: Apache-2.0

/// What happened in a run, in order: a digest of all of it, and the lines themselves when they are
/// wanted.
///
/// Nothing that depends on a key stands in it: keys are made anew in each process, and ECDSA signs
/// the same input differently each time.
package struct Trace: Sendable {
    /// FNV-1a over everything that happened.
    package private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    /// The lines; empty unless they are kept.
    package private(set) var lines: [String] = []
    private let keepsLines: Bool

    /// Begins a trace.
    package init(keepsLines: Bool) { self.keepsLines = keepsLines }

    /// Notes a number, such as a choice that was made.
    package mutating func note(_ number: UInt64) {
        digest = (digest ^ number) &* 0x0000_0100_0000_01B3
    }

    /// Notes a line.
    package mutating func note(_ line: String) {
        for byte in line.utf8 { note(UInt64(byte)) }
        if keepsLines { lines.append(line) }
    }
}
