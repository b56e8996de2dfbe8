// The screens, the same sources as on the desktop, on Jetpack. NOT run here, see ../settings.gradle.kts.
plugins {
    id("com.android.library")
    id("org.jetbrains.kotlin.android")
    id("org.jetbrains.kotlin.plugin.compose")
}

android {
    namespace = "app.doorstep.screens"
    compileSdk = 36
    defaultConfig { minSdk = 26 }
    buildFeatures { compose = true }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    // Tests run on the desktop's core: android/pom.xml.
    sourceSets["test"].kotlin.setSrcDirs(emptyList<String>())
}

kotlin { jvmToolchain(17) }

dependencies {
    api(project(":state"))
    api(platform("androidx.compose:compose-bom:2026.09.00"))
    api("androidx.compose.foundation:foundation")
    api("androidx.compose.material3:material3")
}
