nav-personal-area = La tua area personale
nav-lost-device = Ho perso il dispositivo
