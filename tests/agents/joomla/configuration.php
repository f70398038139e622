<?php // A stand-in of Joomla for tests has its settings in framework.php.
