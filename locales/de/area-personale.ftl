nav-personal-area = Ihr persönlicher Bereich
nav-lost-device = Ich habe mein Gerät verloren
