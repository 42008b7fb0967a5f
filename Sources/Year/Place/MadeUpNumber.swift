// SPDX-License-Identifier: Apache-2.0

/// Numbers of the right form that belong to nobody.
enum MadeUpNumber {
    /// An NHS number of the range that is kept for tests, 999 and on, with its check digit.
    static func nhs(_ chance: inout Chance) -> String {
        while true {
            let digits = [9, 9, 9] + (0..<6).map { _ in chance.number(0...9) }
            let sum = zip(digits, 2...10).reduce(0) { $0 + $1.0 * (12 - $1.1) }
            let check = (11 - sum % 11) % 11
            // A remainder that would need the digit ten makes no number.
            if check < 10 { return (digits + [check]).map(String.init).joined() }
        }
    }

    /// A unique pupil number of local authority 394 and an establishment that there is none of, with
    /// its check letter in front.
    static func pupil(_ chance: inout Chance) -> String {
        let digits = [3, 9, 4, 0, 0, 0, 1] + (0..<5).map { _ in chance.number(0...9) }
        let sum = zip(digits, 2...13).reduce(0) { $0 + $1.0 * $1.1 }
        return String(letters[sum % 23]) + digits.map(String.init).joined()
    }

    private static let letters = Array("ABCDEFGHJKLMNPQRTUVWXYZ")
}
