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

/// The rules of the rooms that read every byte: they are optimised in a debug build too.
///
/// A daemon that tests start a hundred times loads a hundred schemas each time. Preconditions and
/// overflow checks stay.
let busy: [SwiftSetting] =
    house + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "baton",
    products: [
        // Loaded before a program in tests, by LD_PRELOAD.
        .library(name: "AllocationCount", type: .dynamic, targets: ["AllocationCount"]),
        .library(name: "ShownClock", type: .dynamic, targets: ["ShownClock"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    ],
    targets: [
        // Floor 0. libcrypto of the system's OpenSSL, as C sees it.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // Floor 0. The system's zlib, behind one function.
        .target(name: "CGzip", linkerSettings: [.linkedLibrary("z")]),
        // Floor 1. What bytes mean: strict I-JSON, canonical JSON, base64url.
        .target(name: "Wire", swiftSettings: busy),
        // Floor 2. OpenSSL made safe; the only room that holds a C pointer.
        .target(name: "Signing", dependencies: ["COpenSSL", "Wire"], swiftSettings: house),
        // Floor 2. JSON Schema 2020-12, compiled once, every violation with its JSON Pointer.
        .target(name: "Schema", dependencies: ["Wire"], swiftSettings: busy),
        // Floor 3. RFC 6962 arithmetic: hashes, tiles, proofs, signed checkpoints.
        .target(name: "TransparencyLog", dependencies: ["Signing", "Wire"], swiftSettings: house),
        // Floor 3. The field's words as values: agency, event type, agreement, timescale, calendar.
        .target(
            name: "Safeguarding", dependencies: ["Wire", .product(name: "Yams", package: "Yams")],
            swiftSettings: house),
        // Floor 4. Arrives, verified, validated; or refused with reasons.
        .target(
            name: "Intake", dependencies: ["Safeguarding", "Schema", "Signing", "Wire"],
            swiftSettings: house),
        // Floor 5. Who receives it, and why; who does not, and why not.
        .target(name: "Routing", dependencies: ["Intake", "Safeguarding"], swiftSettings: house),
        // Floor 6. State machines of handoffs and expectations: values, no clock, no I/O.
        .target(
            name: "Handoffs", dependencies: ["Safeguarding", "TransparencyLog", "Wire"],
            swiftSettings: house),
        // Floor 7. Facts and entries: what each happening says in the log, and how the tree grows.
        .target(
            name: "Ledger",
            dependencies: [
                "Handoffs", "Intake", "Routing", "Safeguarding", "Signing", "TransparencyLog",
                "Wire",
            ], swiftSettings: house),
        // Floor 8. The questions about the past and their answers.
        .target(
            name: "Audit",
            dependencies: [
                "Handoffs", "Intake", "Ledger", "Routing", "Safeguarding", "Signing",
                "TransparencyLog", "Wire",
            ], swiftSettings: house),
        // Floor 9. The running broker; the only room with actors and tasks.
        .target(
            name: "Relay",
            dependencies: [
                "Audit", "Handoffs", "Intake", "Ledger", "Routing", "Safeguarding", "Signing",
                "TransparencyLog", "Wire",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        // Floor 10. The Store port on GRDB: one file on disk, the embedded default.
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Audit", "Handoffs", "Ledger", "Relay", "Routing", "Safeguarding", "Signing",
                "TransparencyLog", "Wire", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], swiftSettings: house),
        // Floor 10. HTTP in and out; the only room that knows a status code.
        .target(
            name: "Web",
            dependencies: [
                "Audit", "CGzip", "Handoffs", "Intake", "Ledger", "Relay", "Safeguarding", "Schema",
                "Signing",
                "TransparencyLog", "Wire", .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        // Floor 11. A made-up year of a real-sized place, driven through the real broker, and held
        // against what was put into it.
        .target(
            name: "Year",
            dependencies: [
                "Audit", "Handoffs", "Intake", "Ledger", "Relay", "SQLiteStore", "Safeguarding",
                "Signing", "TransparencyLog", "Wire",
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ], swiftSettings: house),
        // Floor 12. The daemon: configuration, wiring, systemd, signals.
        .target(
            name: "Daemon",
            dependencies: [
                "Intake", "Ledger", "Relay", "SQLiteStore", "Safeguarding", "Schema", "Signing",
                "TransparencyLog", "Web", "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        // Floor 12. What `baton` does for agencies and auditors: keys, send, poll, audit, verify.
        .target(
            name: "AgencyTools",
            dependencies: [
                "Intake", "Safeguarding", "Schema", "Signing", "TransparencyLog", "Wire", "Year",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        // Floor 13. The two programs, each a line that calls its room.
        .executableTarget(name: "batond", dependencies: ["Daemon"], swiftSettings: house),
        .executableTarget(name: "baton", dependencies: ["AgencyTools"], swiftSettings: house),

        // Where tests find vectors and shared data, and make certificates of their own.
        .target(
            name: "Fixtures", dependencies: ["Signing", "Wire"], path: "Tests/Fixtures",
            swiftSettings: house),
        // A time stamping authority of OpenSSL, on a loopback socket too.
        .target(
            name: "StampingAuthority",
            dependencies: [
                "Programs", "Signing", .product(name: "Hummingbird", package: "hummingbird"),
            ], path: "Tests/StampingAuthority", swiftSettings: house),
        // A town with a partnership and its agencies, for tests of the rooms from Intake up.
        .target(
            name: "SampleTown",
            dependencies: [
                "Fixtures", "Intake", "Ledger", "Relay", "Safeguarding", "Schema", "Signing",
                "TransparencyLog", "Wire",
            ], path: "Tests/SampleTown", swiftSettings: house),
        // What any store must do, as a suite that each store's tests run.
        .target(
            name: "StoreContract",
            dependencies: [
                "Audit", "Handoffs", "Intake", "Ledger", "Relay", "Routing", "Safeguarding",
                "Signing", "TransparencyLog", "Wire",
            ], path: "Tests/StoreContract", swiftSettings: house),
        // One thread, one seed: a world, a disk that fails, and an executor that picks who is next.
        .target(
            name: "Simulation",
            dependencies: [
                "Audit", "Handoffs", "Ledger", "Relay", "Routing", "Safeguarding", "Signing",
                "TransparencyLog",
            ], path: "Tests/Simulation", swiftSettings: house),
        .testTarget(name: "HouseRulesTests", dependencies: ["Fixtures"], swiftSettings: house),
        .testTarget(name: "WireTests", dependencies: ["Fixtures", "Wire"], swiftSettings: house),
        .testTarget(
            name: "SigningTests",
            dependencies: [
                "COpenSSL", "Fixtures", "Programs", "Signing", "StampingAuthority", "Wire",
            ],
            swiftSettings: house),
        .testTarget(
            name: "SchemaTests", dependencies: ["Fixtures", "Schema", "Wire"],
            exclude: ["Incompatible"], swiftSettings: house),
        .testTarget(
            name: "TransparencyLogTests",
            dependencies: ["Fixtures", "Signing", "TransparencyLog", "Wire"],
            swiftSettings: house),
        .testTarget(
            name: "SafeguardingTests",
            dependencies: ["Fixtures", "Safeguarding", "Schema", "Wire"],
            swiftSettings: house),
        .testTarget(
            name: "IntakeTests",
            dependencies: [
                "Fixtures", "Intake", "Safeguarding", "SampleTown", "Schema", "Signing", "Wire",
            ], swiftSettings: house),
        .testTarget(
            name: "RoutingTests",
            dependencies: ["Intake", "Routing", "Safeguarding", "SampleTown", "Signing", "Wire"],
            swiftSettings: house),
        .testTarget(
            name: "HandoffsTests",
            dependencies: ["Fixtures", "Handoffs", "Safeguarding", "TransparencyLog", "Wire"],
            swiftSettings: house),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Fixtures", "Handoffs", "Intake", "Ledger", "Routing", "Safeguarding",
                "SampleTown", "Schema", "Signing", "TransparencyLog", "Wire",
            ], swiftSettings: house),
        .testTarget(
            name: "AuditTests",
            dependencies: [
                "Audit", "Fixtures", "Handoffs", "Intake", "Ledger", "Routing", "Safeguarding",
                "Signing", "TransparencyLog", "Wire",
            ], swiftSettings: house),
        .testTarget(
            name: "YearTests",
            dependencies: [
                "Audit", "Fixtures", "Handoffs", "Intake", "Relay", "SQLiteStore", "Safeguarding",
                "Schema", "Wire", "Year",
            ], swiftSettings: house),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "AgencyTools", "Audit", "Fixtures", "Intake", "Programs", "Relay", "Safeguarding",
                "SampleTown",
                "Signing",
                "SQLiteStore",
                "TransparencyLog",
                "Web", "Wire", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        // What inspectors found, a story each, played through the front door.
        .testTarget(
            name: "Stories",
            dependencies: [
                "Audit", "Fixtures", "Handoffs", "Intake", "Relay", "Safeguarding", "SampleTown",
                "Signing",
                "SQLiteStore", "Web", "Wire",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ], exclude: ["Told"], swiftSettings: house),
        .testTarget(
            name: "RelayTests",
            dependencies: [
                "Audit", "Fixtures", "Handoffs", "Intake", "Ledger", "Relay", "Routing",
                "Safeguarding",
                "SampleTown", "Schema", "Signing", "SQLiteStore", "TransparencyLog", "Wire",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "Audit", "Fixtures", "Handoffs", "Intake", "Ledger", "Relay", "Routing",
                "Safeguarding", "Signing", "SQLiteStore", "StoreContract", "TransparencyLog",
                "Wire",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: house),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Audit", "Handoffs", "Intake", "Ledger", "Relay", "Routing", "Safeguarding",
                "SampleTown", "Signing", "Simulation", "StoreContract", "TransparencyLog", "Wire",
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ], swiftSettings: house),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "Audit", "Daemon", "Fixtures", "Handoffs", "Intake", "Ledger", "Relay",
                "SQLiteStore", "Safeguarding", "Signing", "StampingAuthority", "StoreContract",
                "TransparencyLog", "Web", "Wire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        .testTarget(
            name: "AgencyToolsTests",
            dependencies: [
                "AgencyTools", "Fixtures", "Intake", "Ledger", "Programs", "Safeguarding", "Schema",
                "Signing", "StampingAuthority", "TransparencyLog", "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: house),
        // `make bench`: what the built daemon costs, over loopback HTTP.
        .executableTarget(
            name: "bench",
            dependencies: [
                "AgencyTools", "COpenSSL", "Safeguarding", "Signing", "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], path: "Tests/Bench", swiftSettings: house),
        // `make bench`: what the schema engine costs, beside another library.
        .executableTarget(
            name: "schema-bench", dependencies: ["Schema", "Wire"], path: "Tests/SchemaBench",
            exclude: ["peer.py"], swiftSettings: house),
        // Counts how often a program that runs asks for memory.
        .target(
            name: "AllocationCount", path: "Tests/AllocationCount", publicHeadersPath: "."),
        // Another time of day for a program that runs; every timer goes on as it is.
        .target(name: "ShownClock", path: "Tests/ShownClock", publicHeadersPath: "."),
        // How tests find and start the programs, and those of the system.
        .target(name: "Programs", path: "Tests/Programs", swiftSettings: house),
        // The programs themselves, run as anybody would run them.
        .testTarget(
            name: "StoryTests",
            dependencies: [
                "Fixtures", "Programs", "StampingAuthority", "baton", "batond",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: house),
        // The daemon killed, starved, frozen and cut off from its disk; long with BATON_TORTURE=1.
        .testTarget(
            name: "TortureTests",
            dependencies: [
                "AgencyTools", "Fixtures", "Intake", "Programs", "Safeguarding", "Signing",
                "StampingAuthority", "TransparencyLog", "Wire", "baton", "batond",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: [
                "Disks/write-log.py", "Libraries/described_hooks.py", "Libraries/sign.py",
                "Libraries/stamp.py", "Systemd/container.sh", "Systemd/inside.sh",
                "Verifiers/merkle.py", "Verifiers/verify.go",
            ], swiftSettings: house),
    ]
)
