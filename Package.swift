// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// The rules every room is compiled under: Swift 6 mode, imports said aloud, warnings are errors.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "baton",
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Floor 0. libcrypto of the system's OpenSSL, as C sees it.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // Floor 1. What bytes mean: strict I-JSON, canonical JSON, base64url.
        .target(name: "Wire", swiftSettings: house),
        // Floor 2. OpenSSL made safe; the only room that holds a C pointer.
        .target(name: "Signing", dependencies: ["COpenSSL", "Wire"], swiftSettings: house),
        // Floor 2. JSON Schema 2020-12, compiled once, every violation with its JSON Pointer.
        .target(name: "Schema", dependencies: ["Wire"], swiftSettings: house),
        // Floor 3. RFC 6962 arithmetic: hashes, tiles, proofs, signed checkpoints.
        .target(name: "TransparencyLog", dependencies: ["Signing", "Wire"], swiftSettings: house),
        // Floor 3. The field's words as values: agency, event type, agreement, timescale, calendar.
        .target(
            name: "Safeguarding", dependencies: ["Wire", .product(name: "Yams", package: "Yams")],
            swiftSettings: house),

        // Where tests find vectors and shared data.
        .target(name: "Fixtures", path: "Tests/Fixtures", swiftSettings: house),
        .testTarget(name: "WireTests", dependencies: ["Fixtures", "Wire"], swiftSettings: house),
        .testTarget(
            name: "SigningTests", dependencies: ["Fixtures", "Signing", "Wire"], swiftSettings: house),
        .testTarget(name: "SchemaTests", dependencies: ["Fixtures", "Schema", "Wire"], swiftSettings: house),
        .testTarget(
            name: "TransparencyLogTests", dependencies: ["Fixtures", "Signing", "TransparencyLog", "Wire"],
            swiftSettings: house),
        .testTarget(
            name: "SafeguardingTests", dependencies: ["Fixtures", "Safeguarding", "Wire"],
            swiftSettings: house),
    ]
)
