nav-personal-area = Your personal area
nav-lost-device = I have lost my device
