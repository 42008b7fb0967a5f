// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Intake
import Relay
import Safeguarding
import SampleTown
import Signing
import Wire

/// An authority that certifies the police's keys, and lists whom it revoked.
struct Certified {
    let town: SampleTown
    let root: TestAuthority
    /// The police's usual certificate, and its key.
    private let usual: (key: PrivateKey, leaf: [UInt8])

    init(town: SampleTown) {
        self.town = town
        root = TestAuthority("root")
        let key = PrivateKey.generate(.p256)
        usual = (key, root.issue(to: town.police.id.uri, key: key, serial: Self.serial))
    }

    /// The serial number of the police's usual certificate.
    static let serial: [UInt8] = [7]

    /// A list that was issued, and revokes, so many hours after the town's morning; of a week.
    func list(revoking serials: [[UInt8]] = [], hours: Int64) -> [UInt8] {
        root.list(revoking: serials, from: SampleTown.morning.seconds + hours * 3_600)
    }

    /// What is in force with these lists.
    func setting(lists: [[UInt8]], limits: RelayLimits = RelayLimits()) throws -> Setting {
        let authority = TrustedAuthority(
            anchor: TrustAnchor(try Certificate(der: root.certificate)),
            lists: try lists.map(RevocationList.init), issuers: [town.police.id.uri])
        let others = town.residents.filter { $0.id != town.police.id }
        let keyring = Keyring(
            others.map { town.registered($0) }, trust: CertificateTrust([authority]),
            agencies: town.residents.map(\.id))
        return try town.setting(keyring: keyring, limits: limits)
    }

    /// A referral of the police to the council, signed under a certificate of its own.
    func letter(_ serial: [UInt8] = serial) throws -> Letter {
        if serial == Self.serial { return try again() }
        let key = PrivateKey.generate(.p256)
        return try letter(key, root.issue(to: town.police.id.uri, key: key, serial: serial))
    }

    /// Another under the police's usual certificate.
    func again() throws -> Letter { try letter(usual.key, usual.leaf) }

    /// The same under a key and a certificate.
    func letter(_ key: PrivateKey, _ leaf: [UInt8]) throws -> Letter {
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.key = key
        letter.algorithm = .es256
        letter.header["alg"] = "ES256"
        letter.header["kid"] = nil
        letter.header["x5c"] = [.string(Base64.encode(leaf))]
        return letter
    }
}
