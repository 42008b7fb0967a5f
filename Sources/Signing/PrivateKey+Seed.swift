// SPDX-License-Identifier: Apache-2.0

extension PrivateKey {
    /// How many bytes a seed has.
    package static let seedBytes = 32

    /// The Ed25519 key of a seed of 32 bytes (RFC 8032 section 5.1.5); the `kid` is its thumbprint.
    ///
    /// For a simulation, where one seed must give one run: its signatures are the same each time,
    /// and whoever knows the seed has the key. Never for a system that is in use.
    package init(ed25519Seed seed: [UInt8]) throws(KeyError) {
        guard seed.count == Self.seedBytes else {
            throw .wrongLength(member: "d", seed.count, expected: Self.seedBytes)
        }
        let x = try KeyMaterial.publicHalf(ofEd25519Seed: seed)
        let components = PublicComponents.edwards(x: x)
        let secret = PrivateComponents.scalar(seed)
        let material = try KeyMaterial.importing(secret, of: components)
        self.init(
            publicKey: PublicKey(
                components, material: try KeyMaterial.importing(components), kid: nil,
                algorithms: components.algorithms(named: nil, allowingRS256: false)),
            secret: secret, material: material)
    }
}
