// The app. The core comes from cargo-ndk for each processor, 16 KB pages, stripped by AGP.
// NOT run here, see ../settings.gradle.kts.
plugins {
    id("com.android.application")
    id("org.jetbrains.kotlin.android")
    id("org.jetbrains.kotlin.plugin.compose")
}

val coreLibraries = layout.buildDirectory.dir("core")

android {
    namespace = "app.doorstep"
    compileSdk = 36
    ndkVersion = "28.2.13676358"
    defaultConfig {
        applicationId = "app.doorstep"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }
    buildFeatures { compose = true }
    buildTypes {
        release {
            isMinifyEnabled = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "keep.pro")
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].jniLibs.srcDir(coreLibraries)
    // Tests run on the desktop's core: pom.xml.
    sourceSets["test"].kotlin.setSrcDirs(emptyList<String>())
    lint { warningsAsErrors = true }
}

kotlin { jvmToolchain(17) }

/** Builds the core for every processor; cargo decides what is still fresh. */
val buildCore by tasks.registering(Exec::class) {
    workingDir = rootDir.resolve("..")
    environment("RUSTFLAGS", "-C link-arg=-Wl,-z,max-page-size=16384")
    commandLine(
        "cargo", "ndk", "--platform", "26",
        "-t", "arm64-v8a", "-t", "armeabi-v7a", "-t", "x86_64",
        "-o", coreLibraries.get().asFile.path,
        "build", "--profile", "phone", "--locked", "-p", "doorstep-ffi",
    )
}

tasks.named("preBuild") { dependsOn(buildCore) }

dependencies {
    implementation(project(":screens"))
    implementation("androidx.activity:activity-compose:1.13.0")
}
